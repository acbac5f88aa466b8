package dev.rapport.webhook;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.events.EventStream;
import dev.rapport.events.LogReader;

/**
 * Sends what is due to one subscription: the deliveries of one record one after the
 * other, up to the first that fails, and a few records at the same time.
 */
@Component
class Dispatch {

	private final WorkRepository repository;

	private final LogReader log;

	private final Sender sender;

	private final WebhookSettings settings;

	private final Clock clock;

	Dispatch(WorkRepository repository, LogReader log, Sender sender, WebhookSettings settings, Clock clock) {
		this.repository = repository;
		this.log = log;
		this.sender = sender;
		this.settings = settings;
		this.clock = clock;
	}

	/**
	 * Sends a batch; whether there was one.
	 * @throws Unsendable if the receiver is gone, or took nothing for too long
	 */
	Mono<Boolean> send(Work work, Assignment assignment, Pace pace) {
		return this.repository.waiting(work.subscription().id(), this.settings.batch())
			.filter((due) -> !due.isEmpty())
			.zipWhen((due) -> events(work, due))
			.delayUntil((found) -> Flux.fromIterable(byRecord(found.getT1()))
				.takeWhile((record) -> pace.goesOn())
				.flatMap((record) -> inOrder(new Round(work, assignment, pace, found.getT2()), record),
						this.settings.perSubscription(), 1)
				.then())
			.hasElement();
	}

	private Mono<Map<Long, EventStream.Positioned>> events(Work work, List<WebhookDelivery> due) {
		return this.log.at(work.cursor(), due.stream().map(WebhookDelivery::position).distinct().toList())
			.map((events) -> events.stream()
				.collect(Collectors.toMap((event) -> event.event().position(), Function.identity())));
	}

	private static Collection<List<WebhookDelivery>> byRecord(List<WebhookDelivery> due) {
		Map<UUID, List<WebhookDelivery>> records = due.stream()
			.collect(Collectors.groupingBy(WebhookDelivery::recordUuid, LinkedHashMap::new, Collectors.toList()));
		return records.values();
	}

	private Mono<Void> inOrder(Round round, List<WebhookDelivery> deliveries) {
		return Flux.fromIterable(deliveries)
			.takeWhile((delivery) -> round.pace().goesOn())
			.concatMap((delivery) -> one(round, delivery), 1)
			.takeWhile((done) -> done)
			.then();
	}

	/** One attempt; whether the next of the same record may follow. */
	private Mono<Boolean> one(Round round, WebhookDelivery delivery) {
		return this.sender.attempt(round.assignment(), delivery, round.events().get(delivery.position()))
			.flatMap((verdict) -> this.repository.conclude(round.work(), verdict)
				.doOnNext((failing) -> judge(round, verdict, failing))
				.map((failing) -> verdict.status() != DeliveryStatus.WAITING)
				.defaultIfEmpty(false));
	}

	private void judge(Round round, Verdict verdict, Optional<Instant> failingSince) {
		Attempt attempt = verdict.attempt();
		if (attempt != null) {
			round.pace().note(verdict.status() == DeliveryStatus.DELIVERED);
		}
		if (attempt != null && Outcome.isGone(attempt.httpStatus())) {
			throw new Unsendable(WebhookReason.GONE);
		}
		Instant limit = this.clock.instant().minus(this.settings.tolerated());
		if (failingSince.isPresent() && failingSince.get().isBefore(limit)) {
			throw new Unsendable(WebhookReason.FAILURES);
		}
	}

	/**
	 * What all deliveries of one batch share.
	 */
	private record Round(Work work, Assignment assignment, Pace pace, Map<Long, EventStream.Positioned> events) {
	}

}
