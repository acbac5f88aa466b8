package dev.rapport.events;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Input;
import dev.rapport.persistence.Condition;
import dev.rapport.tenancy.Actor;

/**
 * The stream as subscriptions see it: events of one kind of aggregate that match a filter
 * before or after and that the caller may see, by the rights it has at that moment, in
 * order, with a heartbeat when nothing was delivered for a while, and when the process is
 * about to stop. The heartbeat's cursor covers everything that was read, matching or not.
 * A caller that may no longer sign in gets {@code UNAUTHENTICATED} with the next event or
 * heartbeat.
 */
@Component
public class Changes {

	private final EventStream stream;

	private final Audience audience;

	private final ShareAudience shares;

	private final MoveAudience moves;

	private final Beats beats;

	Changes(EventStream stream, Audience audience, ShareAudience shares, MoveAudience moves, Beats beats) {
		this.stream = stream;
		this.audience = audience;
		this.shares = shares;
		this.moves = moves;
		this.beats = beats;
	}

	/**
	 * Changes of one type behind the cursor in the argument {@code after}, or from now
	 * on; of both origins unless the argument {@code derived} says which.
	 * @param type the aggregate type, whose scope the schema has asked for
	 * @param filter decides by the facts of an aggregate whether it belongs; one that
	 * can't is refused at once, not with the first event
	 */
	public Flux<Change> of(String type, Input arguments, Condition filter) {
		var _ = filter.matches(Map.of());
		String after = arguments.textOrNull("after");
		return of(Following.of(type, arguments, filter), (after == null) ? null : EventCursor.parse(after));
	}

	/**
	 * Changes behind a cursor, or from now on. Ends with {@code FORBIDDEN} when the
	 * caller loses a scope of what it follows.
	 */
	public Flux<Change> of(Following following, @Nullable EventCursor after) {
		return Beginning.of(this.audience.caller(following).zipWith(start(after)))
			.flatMapMany((begun) -> changes(begun.getT2(), following, begun.getT1()));
	}

	/**
	 * Beats and events are merged before either is given its cursor: a heartbeat must not
	 * overtake an event that its cursor covers.
	 */
	private Flux<Change> changes(EventCursor cursor, Following following, Actor actor) {
		Delivery delivery = new Delivery(cursor, this.audience.teller(following, actor));
		return this.stream.after(cursor)
			.map(Optional::of)
			.mergeWith(this.beats.all().doOnNext(delivery::due).map((beat) -> Optional.empty()))
			.concatMap((positioned) -> positioned.isPresent() ? event(positioned.get(), following, delivery)
					: this.audience.caller(following).then(Mono.fromSupplier(delivery::beat)).flux(), 1);
	}

	private Flux<Change> event(EventStream.Positioned positioned, Following following, Delivery delivery) {
		boolean reachesOthers = isShare(positioned) || this.moves.isMove(positioned.event());
		Audience.Verdict verdict = reachesOthers ? Audience.Verdict.OPEN : delivery.teller.tell(positioned);
		return verdict.isOpen() ? asked(positioned, following, delivery)
				: delivery.told(positioned.cursor(), verdict.change());
	}

	private Flux<Change> asked(EventStream.Positioned positioned, Following following, Delivery delivery) {
		return relate(List.of(positioned), following, delivery.passed).flatMapIterable(Function.identity())
			.concatWith(behind(positioned, following, delivery.passed))
			.doOnNext((seen) -> delivery.quiet = false)
			.doOnComplete(() -> delivery.cursor = positioned.cursor());
	}

	/** What the caller learns of records behind the one that an event is about. */
	private Flux<Change> behind(EventStream.Positioned positioned, Following following, PassedOver passed) {
		if (following.only() == null || !following.wants(positioned.event())) {
			return Flux.empty();
		}
		return isShare(positioned) ? this.shares.behind(positioned, following, passed)
				: this.moves.behind(positioned, following);
	}

	/**
	 * What the caller learns of events, in their order; nothing of some.
	 * @param passed what this reader has passed over so far
	 */
	Mono<List<Change>> relate(List<EventStream.Positioned> events, Following following, PassedOver passed) {
		List<EventStream.Positioned> followed = events.stream()
			.filter((positioned) -> following.mayConcern(positioned.event()))
			.toList();
		return this.audience.relate(followed.stream().filter((positioned) -> !isShare(positioned)).toList(), following)
			.zipWhen((records) -> Flux.fromIterable(followed)
				.filter(Changes::isShare)
				.concatMap((positioned) -> this.shares.relate(positioned, following, passed))
				.collectList(), Changes::inOrder);
	}

	/** Whether an event is about a share that the caller has to be asked about. */
	boolean isShareWith(Actor actor, StoredEvent event, Following following) {
		return this.shares.concerns(event, following, actor);
	}

	private static boolean isShare(EventStream.Positioned positioned) {
		return positioned.event().aggregateType().equals(ShareAudience.TYPE);
	}

	private static List<Change> inOrder(List<Change> some, List<Change> others) {
		return Stream.concat(some.stream(), others.stream())
			.sorted(Comparator.comparingLong((change) -> change.cursor().position()))
			.toList();
	}

	private Mono<EventCursor> start(@Nullable EventCursor from) {
		return (from == null) ? this.stream.now() : Mono.just(from);
	}

	/** What one subscription has got so far; its steps come one at a time. */
	private static final class Delivery {

		private final PassedOver passed = new PassedOver();

		private final Audience.Teller teller;

		private EventCursor cursor;

		private volatile boolean quiet = true;

		Delivery(EventCursor cursor, Audience.Teller teller) {
			this.cursor = cursor;
			this.teller = teller;
		}

		/** What an event brings, if that is at most one message and known. */
		Flux<Change> told(EventCursor reached, @Nullable Change change) {
			this.cursor = reached;
			if (change == null) {
				return Flux.empty();
			}
			this.quiet = false;
			return Flux.just(change);
		}

		/** A farewell says where it stands even if it has just been said. */
		void due(boolean farewell) {
			if (farewell) {
				this.quiet = true;
			}
		}

		@Nullable Change beat() {
			boolean due = this.quiet;
			this.quiet = true;
			return due ? new Change(this.cursor, Change.Kind.HEARTBEAT, null) : null;
		}

	}

}
