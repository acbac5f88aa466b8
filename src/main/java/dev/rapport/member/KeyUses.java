package dev.rapport.member;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.persistence.Ceaseless;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;

/**
 * Writes down when API keys were last used, behind the back of those who use them: uses
 * are noted in memory and written at most once a minute for each key. Those of the last
 * minute are lost with the process; nothing depends on them.
 */
@Component
class KeyUses implements SmartLifecycle {

	private static final Logger LOGGER = LoggerFactory.getLogger(KeyUses.class);

	/** How exact the time of the last use is. */
	static final Duration GRAIN = Duration.ofMinutes(1);

	/**
	 * The most keys that are noted between two rounds; further ones wait for the next.
	 */
	private static final int MOST = 50_000;

	private final Map<UUID, Use> uses = new ConcurrentHashMap<>();

	private final ApiKeyRepository keys;

	private final Clock clock;

	private final Duration interval;

	private Disposable running = Disposables.disposed();

	KeyUses(ApiKeyRepository keys, Clock clock, @Value("${rapport.clients.usage-interval:1m}") Duration interval) {
		this.keys = keys;
		this.clock = clock;
		this.interval = interval;
	}

	/** Notes that an actor came with its key just now. */
	void note(Actor actor) {
		UUID key = actor.pass().key();
		if (key != null && this.uses.size() < MOST) {
			this.uses.put(key, new Use(actor, this.clock.instant()));
		}
	}

	/** Writes what was noted; never fails. */
	Mono<Void> write() {
		return Flux.fromIterable(Map.copyOf(this.uses).entrySet())
			.filter((use) -> this.uses.remove(use.getKey(), use.getValue()))
			.concatMap((use) -> write(use.getKey(), use.getValue()), 1)
			.then();
	}

	private Mono<Void> write(UUID key, Use use) {
		return this.keys.used(key, use.at(), use.at().minus(GRAIN))
			.contextWrite(Actors.with(use.actor()))
			.onErrorResume((failure) -> {
				LOGGER.warn("The last use of an API key could not be noted", failure);
				return Mono.empty();
			});
	}

	@Override
	public void start() {
		this.running = Ceaseless.begin("Noting the uses of API keys",
				Flux.interval(this.interval).onBackpressureDrop().concatMap((round) -> write(), 1));
	}

	@Override
	public void stop() {
		this.running.dispose();
	}

	@Override
	public boolean isRunning() {
		return !this.running.isDisposed();
	}

	private record Use(Actor actor, Instant at) {
	}

}
