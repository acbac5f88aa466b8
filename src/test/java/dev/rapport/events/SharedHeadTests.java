package dev.rapport.events;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import dev.rapport.tenancy.TenantId;

import static org.assertj.core.api.Assertions.assertThat;

final class SharedHeadTests {

	private static final TenantId TENANT = new TenantId(new UUID(0, 1));

	private final SharedHead heads = new SharedHead();

	/** The reads that have begun, in their order. */
	private final List<Sinks.One<LogHead>> reads = new ArrayList<>();

	/** What was told, in its order. */
	private final List<String> told = new ArrayList<>();

	@Test
	void readsOnceForAllThatAskMeanwhile() {
		ask("first", TENANT);
		IntStream.range(0, 1_000).forEach((i) -> ask("later", TENANT));
		assertThat(this.reads).hasSize(1);
		answer(0, 1);
		assertThat(this.told).containsExactly("first: 1");
		assertThat(this.reads).hasSize(2);
		answer(1, 2);
		assertThat(this.told).hasSize(1_001).endsWith("later: 2");
	}

	@Test
	void tellsNobodyWhatWasReadBeforeItAsked() {
		ask("one", TENANT);
		ask("two", TENANT);
		answer(0, 1);
		ask("three", TENANT);
		answer(1, 2);
		answer(2, 3);
		assertThat(this.told).containsExactly("one: 1", "two: 2", "three: 3");
		ask("four", TENANT);
		assertThat(this.reads).hasSize(4);
	}

	@Test
	void goesOnAfterAFailure() {
		ask("one", TENANT);
		ask("two", TENANT);
		this.reads.get(0).emitError(new IllegalStateException("gone"), Sinks.EmitFailureHandler.FAIL_FAST);
		answer(1, 2);
		assertThat(this.told).containsExactly("one: gone", "two: 2");
	}

	@Test
	void goesOnWhereNobodyWaitsAnyMore() {
		this.heads.of(TENANT, read()).subscribe().dispose();
		ask("two", TENANT);
		answer(0, 1);
		answer(1, 2);
		assertThat(this.told).containsExactly("two: 2");
	}

	@Test
	void keepsTenantsApart() {
		ask("one", TENANT);
		ask("other", new TenantId(new UUID(0, 2)));
		answer(1, 7);
		answer(0, 1);
		assertThat(this.told).containsExactly("other: 7", "one: 1");
	}

	private void ask(String name, TenantId tenant) {
		Disposable _ = this.heads.of(tenant, read())
			.subscribe((head) -> this.told.add(name + ": " + head.position()),
					(failure) -> this.told.add(name + ": " + failure.getMessage()));
	}

	private Mono<LogHead> read() {
		return Mono.defer(() -> {
			Sinks.One<LogHead> read = Sinks.one();
			this.reads.add(read);
			return read.asMono();
		});
	}

	private void answer(int read, long position) {
		this.reads.get(read).emitValue(new LogHead(new UUID(0, 0), position, null), Sinks.EmitFailureHandler.FAIL_FAST);
	}

}
