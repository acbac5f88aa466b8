package dev.rapport.persistence;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

final class ShieldTests {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final List<Throwable> dropped = new CopyOnWriteArrayList<>();

	private final Sinks.One<String> end = Sinks.one();

	@BeforeEach
	void listen() {
		Hooks.onErrorDropped(this.dropped::add);
	}

	@AfterEach
	void leave() {
		Hooks.resetOnErrorDropped();
	}

	@Test
	void finishesWhatIsAbandoned() {
		AtomicBoolean finished = new AtomicBoolean();
		Shield.fromCancellation(this.end.asMono().doOnSuccess((text) -> finished.set(true))).subscribe().dispose();
		assertThat(this.end.tryEmitValue("done").isSuccess()).isTrue();
		assertThat(finished).isTrue();
	}

	@Test
	void keepsTheFailureOfAbandonedWorkToItself() {
		Shield.fromCancellation(this.end.asMono()).subscribe().dispose();
		Problem refused = new Problem.Refused(ApiCode.SERVICE_UNAVAILABLE, "unavailable");
		assertThat(this.end.tryEmitError(refused).isSuccess()).isTrue();
		assertThat(this.dropped).isEmpty();
	}

	@Test
	void tellsWhoWaitsWhatFailed() {
		Mono<String> work = Shield
			.fromCancellation(Mono.error(() -> new Problem.Refused(ApiCode.SERVICE_UNAVAILABLE, "unavailable")));
		assertThatExceptionOfType(Problem.Refused.class).isThrownBy(() -> work.block(PATIENCE));
		assertThat(this.dropped).isEmpty();
	}

}
