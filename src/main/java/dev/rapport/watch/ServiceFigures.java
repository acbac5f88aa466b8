package dev.rapport.watch;

import java.util.Map;
import java.util.UUID;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.events.EventStream;
import dev.rapport.persistence.Ceaseless;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.TenantId;

/**
 * Figures that only the database knows, looked at now and then: where the event log
 * stands and who is how far behind it. They are the same in every instance but for
 * {@code rapport.log.lag}, which is the instance's own. Not a number while the database
 * can't be asked.
 */
@Component
class ServiceFigures implements SmartLifecycle {

	private static final Logger LOGGER = LoggerFactory.getLogger(ServiceFigures.class);

	private static final String FIGURES = "select * from service_figures($1)";

	private final TenantDatabase database;

	private final EventStream stream;

	private final WatchSettings settings;

	private volatile @Nullable Figures figures;

	private Disposable looking = Disposables.disposed();

	ServiceFigures(TenantDatabase database, EventStream stream, WatchSettings settings, MeterRegistry registry) {
		this.database = database;
		this.stream = stream;
		this.settings = settings;
		show(registry, "rapport.log.events", "Events that were ever written", Figures::events);
		show(registry, "rapport.log.lag", "Events that this instance's live subscribers were not told yet",
				Figures::lag);
		show(registry, "rapport.consumer.lag", "Events before the consumer group that is furthest behind",
				Figures::groupLag);
		show(registry, "rapport.webhook.lag", "Events before the active webhook that is furthest behind",
				Figures::webhookLag);
		show(registry, "rapport.webhook.waiting", "Deliveries that wait for an attempt", Figures::webhookWaiting);
		show(registry, "rapport.webhook.overdue", "Seconds since the most overdue delivery was due",
				Figures::webhookOverdue);
	}

	private void show(MeterRegistry registry, String name, String description, ToDoubleFunction<Figures> figure) {
		Gauge.builder(name, () -> {
			Figures known = this.figures;
			return (known != null) ? figure.applyAsDouble(known) : Double.NaN;
		}).description(description).register(registry);
	}

	@Override
	public void start() {
		this.looking = Ceaseless.begin("The look at the figures",
				Flux.interval(this.settings.interval()).onBackpressureDrop().concatMap((tick) -> look(), 1));
	}

	/** Looks once; never fails. */
	Mono<Void> look() {
		return Mono.defer(() -> look(this.stream.reached())).onErrorResume((failure) -> {
			this.figures = null;
			LOGGER.debug("The figures of the database could not be read", failure);
			return Mono.empty();
		});
	}

	/** What subscribers were told is read first, so the lag is never too small. */
	private Mono<Void> look(Map<TenantId, Long> told) {
		UUID[] followed = told.keySet().stream().map(TenantId::value).toArray(UUID[]::new);
		long sum = told.values().stream().mapToLong(Long::longValue).sum();
		return this.database.lookup(FIGURES, (row) -> Figures.read(row, sum), (Object) followed)
			.doOnNext((read) -> this.figures = read)
			.then();
	}

	@Override
	public void stop() {
		this.looking.dispose();
	}

	@Override
	public boolean isRunning() {
		return !this.looking.isDisposed();
	}

	/**
	 * What one look saw.
	 *
	 * @param events ever written
	 * @param lag events of followed tenants that were written and not told here yet
	 * @param groupLag events before the slowest consumer group
	 * @param webhookLag events before the slowest active webhook
	 * @param webhookWaiting deliveries that wait
	 * @param webhookOverdue seconds
	 */
	private record Figures(long events, long lag, long groupLag, long webhookLag, long webhookWaiting,
			long webhookOverdue) {

		static Figures read(Columns row, long told) {
			return new Figures(row.number(), Math.max(0, row.number() - told), row.number(), row.number(), row.number(),
					row.number());
		}

	}

}
