package dev.rapport.events;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Input;

/**
 * The stream as subscriptions see it: events of one kind of aggregate that match a filter
 * before or after and that the caller may see, by the rights it has at that moment, in
 * order, with a heartbeat when nothing was delivered for a while. The heartbeat's cursor
 * covers everything that was read, matching or not. A caller that may no longer sign in
 * gets {@code UNAUTHENTICATED} with the next event or heartbeat.
 */
@Component
public class Changes {

	private final EventStream stream;

	private final EventLog log;

	private final Audience audience;

	private final ShareAudience shares;

	private final Duration heartbeat;

	Changes(EventStream stream, EventLog log, Audience audience, ShareAudience shares,
			@Value("${rapport.events.heartbeat:20s}") Duration heartbeat) {
		this.stream = stream;
		this.log = log;
		this.audience = audience;
		this.shares = shares;
		this.heartbeat = heartbeat;
	}

	/**
	 * Changes behind the cursor in the argument {@code after}, or from now on.
	 * @param type the aggregate type
	 * @param filter decides by the facts of an aggregate whether it belongs; one that
	 * can't is refused at once, not with the first event
	 */
	public Flux<Change> of(String type, Input arguments, Predicate<Map<String, @Nullable Object>> filter) {
		var _ = filter.test(Map.of());
		String after = arguments.textOrNull("after");
		EventCursor from = (after == null) ? null : EventCursor.parse(after);
		return start(from).flatMapMany((cursor) -> changes(cursor, type, filter));
	}

	/**
	 * Beats and events are merged before either is given its cursor: a heartbeat must not
	 * overtake an event that its cursor covers.
	 */
	private Flux<Change> changes(EventCursor cursor, String type, Predicate<Map<String, @Nullable Object>> filter) {
		Delivery delivery = new Delivery(cursor);
		return this.stream.after(cursor)
			.map(Optional::of)
			.mergeWith(Flux.interval(this.heartbeat).onBackpressureDrop().map((tick) -> Optional.empty()))
			.concatMap((positioned) -> positioned.isPresent() ? event(positioned.get(), type, filter, delivery)
					: this.audience.present().then(Mono.fromSupplier(delivery::beat)), 1);
	}

	private Mono<Change> event(EventStream.Positioned positioned, String type,
			Predicate<Map<String, @Nullable Object>> filter, Delivery delivery) {
		return change(positioned, type, filter).doOnNext((seen) -> delivery.quiet = false)
			.doOnSuccess((seen) -> delivery.cursor = positioned.cursor());
	}

	private Mono<Change> change(EventStream.Positioned positioned, String type,
			Predicate<Map<String, @Nullable Object>> filter) {
		String about = positioned.event().aggregateType();
		if (about.equals(ShareAudience.TYPE)) {
			return this.shares.relate(positioned, type, filter);
		}
		return about.equals(type) ? this.audience.relate(positioned, filter) : Mono.empty();
	}

	private Mono<EventCursor> start(@Nullable EventCursor from) {
		return (from == null) ? this.log.cursor() : Mono.just(from);
	}

	/** What one subscription has got so far; its steps come one at a time. */
	private static final class Delivery {

		private EventCursor cursor;

		private boolean quiet = true;

		Delivery(EventCursor cursor) {
			this.cursor = cursor;
		}

		@Nullable Change beat() {
			boolean due = this.quiet;
			this.quiet = true;
			return due ? new Change(this.cursor, Change.Kind.HEARTBEAT, null) : null;
		}

	}

}
