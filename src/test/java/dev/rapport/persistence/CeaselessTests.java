package dev.rapport.persistence;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class CeaselessTests {

	@Test
	void beginsAnewHoweverItEnds() {
		AtomicInteger begun = new AtomicInteger();
		AtomicInteger ticks = new AtomicInteger();
		Disposable work = Ceaseless.begin("A test", Flux.defer(() -> switch (begun.incrementAndGet()) {
			case 1 -> Flux.error(new IllegalStateException("by a failure"));
			case 2 -> Flux.empty();
			case 3 -> throw new IllegalArgumentException("before it began");
			default -> Flux.interval(Duration.ofMillis(1)).doOnNext((tick) -> ticks.incrementAndGet());
		}));
		await().atMost(Duration.ofSeconds(10)).until(() -> ticks.get() > 3);
		assertThat(begun).hasValue(4);
		work.dispose();
		assertThat(work.isDisposed()).isTrue();
	}

}
