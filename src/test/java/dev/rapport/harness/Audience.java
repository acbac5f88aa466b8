package dev.rapport.harness;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many subscriptions at once, judged message by message. Heartbeats tell when all of them
 * are there, and when all of them have heard everything.
 */
final class Audience {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	/** Where the logs stand when it is over: of the tenant, and of its twin. */
	private volatile long[] ends = { Long.MAX_VALUE, Long.MAX_VALUE };

	private final AtomicLong messages = new AtomicLong();

	private final World world;

	private final Assault assault;

	private final List<Attack> attacks;

	private final CountDownLatch there;

	private CompletableFuture<Void> over = CompletableFuture.completedFuture(null);

	Audience(World world, Assault assault, List<Attack> attacks) {
		this.world = world;
		this.assault = assault;
		this.attacks = attacks;
		this.there = new CountDownLatch(attacks.size());
	}

	/** Returns when every subscription has begun, or was refused. */
	void listen() throws InterruptedException {
		this.over = Flux.fromIterable(this.attacks).flatMap(this::follow, this.attacks.size()).then().toFuture();
		assertThat(this.there.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("all are there").isTrue();
	}

	/** Returns when everything that has happened by now was heard. */
	void leave() throws Exception {
		long a = Objects.requireNonNull(this.world.service.head(this.world.a.actor()).block(PATIENCE));
		long b = Objects.requireNonNull(this.world.service.head(this.world.b.actor()).block(PATIENCE));
		this.ends = new long[] { a, b };
		this.over.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
	}

	/** How many messages came that were not heartbeats. */
	long messages() {
		return this.messages.get();
	}

	private Mono<Void> follow(Attack attack) {
		AtomicBoolean begun = new AtomicBoolean();
		return this.world.service.messages(attack.attacker().actor(), attack.hostile())
			.doOnNext((frame) -> judge(attack, frame))
			.doOnNext((frame) -> arrive(begun))
			.doFinally((signal) -> arrive(begun))
			.takeUntil((frame) -> Service.covers(frame, this.ends[attack.attacker().foreign() ? 1 : 0]))
			.then();
	}

	private void judge(Attack attack, String frame) {
		this.assault.judge(attack, frame);
		if (!Service.isHeartbeat(frame)) {
			this.messages.incrementAndGet();
		}
	}

	private void arrive(AtomicBoolean begun) {
		if (begun.compareAndSet(false, true)) {
			this.there.countDown();
		}
	}

}
