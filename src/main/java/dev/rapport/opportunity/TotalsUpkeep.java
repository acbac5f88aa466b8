package dev.rapport.opportunity;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.persistence.Chore;

/**
 * Compares the totals of every tenant with a recount once a day, one tenant after the
 * other. They never differ; if they do, they are mended, and the log says so.
 */
@Component
class TotalsUpkeep implements Chore {

	private static final Logger LOGGER = LoggerFactory.getLogger(TotalsUpkeep.class);

	/** The most tenants in a round; the next ones are due in the next round. */
	private static final int MOST = 1_000;

	private final BoardTotalRepository totals;

	TotalsUpkeep(BoardTotalRepository totals) {
		this.totals = totals;
	}

	@Override
	public String name() {
		return "comparison of totals";
	}

	@Override
	public Mono<Void> perform() {
		return this.totals.repair()
			.repeat(MOST)
			.takeUntil((repaired) -> repaired < 0)
			.filter((repaired) -> repaired > 0)
			.doOnNext((repaired) -> LOGGER
				.error("Totals of opportunities differed from a recount; {} rows were replaced", repaired))
			.then();
	}

}
