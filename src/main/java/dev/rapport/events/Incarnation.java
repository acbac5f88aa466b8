package dev.rapport.events;

import java.time.Duration;

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
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.TenantDatabase;

/**
 * Looks every second whether the log is still the same one. After a restore, or a
 * failover that may have lost something, it has a new epoch: this one gives it, where
 * PostgreSQL shows it by another server or timeline, and ends all streams that follow the
 * old one. Until it has looked, a stream may tell what comes under positions that were
 * there before; it is ended all the same, and the cursors of the old epoch are refused.
 */
@Component
class Incarnation implements SmartLifecycle {

	private static final Logger LOGGER = LoggerFactory.getLogger(Incarnation.class);

	private final TenantDatabase database;

	private final EventStream stream;

	private final boolean lossless;

	private final Duration interval;

	private Disposable watching = Disposables.disposed();

	/**
	 * A watch.
	 * @param lossless whether a standby that takes over has everything that was answered,
	 * so that cursors stay good
	 */
	Incarnation(TenantDatabase database, EventStream stream,
			@Value("${rapport.events.lossless-failover:false}") boolean lossless,
			@Value("${rapport.events.watch:1s}") Duration interval) {
		this.database = database;
		this.stream = stream;
		this.lossless = lossless;
		this.interval = interval;
	}

	@Override
	public void start() {
		this.watching = Ceaseless.begin("The watch over the log's incarnation",
				Flux.interval(Duration.ZERO, this.interval).onBackpressureDrop().concatMap((tick) -> look(), 1));
	}

	/** Looks once; where the database can't be asked, the next look will do. */
	private Mono<Void> look() {
		return this.database.lookup("select event_epoch($1)", Columns::uuid, this.lossless)
			.doOnNext(this.stream::keep)
			.then()
			.onErrorResume(Incarnation::quietly);
	}

	private static Mono<Void> quietly(Throwable failure) {
		LOGGER.debug("The incarnation of the log could not be looked up", failure);
		return Mono.empty();
	}

	@Override
	public void stop() {
		this.watching.dispose();
	}

	@Override
	public boolean isRunning() {
		return !this.watching.isDisposed();
	}

}
