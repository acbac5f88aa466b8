package dev.rapport.consumer;

import java.time.Duration;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.events.Change;
import dev.rapport.events.Changes;
import dev.rapport.events.EventCursor;
import dev.rapport.events.EventHistory;
import dev.rapport.events.EventPage;
import dev.rapport.events.Following;
import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.PageRequest;
import dev.rapport.kernel.Problem;
import dev.rapport.persistence.Ids;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;

/**
 * Reads the log for callers and groups. A group has one live consumer: a new one takes
 * over at once, and the one before is ended as soon as it is noticed, which is after
 * {@code rapport.consumer.lease} at most. So a client that was cut off need not wait for
 * its old connection to be given up; until then both may get the same events, which is
 * what at-least-once delivery allows.
 */
@Component
class Consumption {

	private final ConsumerGroupRepository groups;

	private final Changes changes;

	private final EventHistory history;

	private final Duration lease;

	Consumption(ConsumerGroupRepository groups, Changes changes, EventHistory history,
			@Value("${rapport.consumer.lease:2s}") Duration lease) {
		this.groups = groups;
		this.changes = changes;
		this.history = history;
		this.lease = lease;
	}

	/** A page of the log: of what is asked for, or of what a group has before it. */
	Mono<EventPage> page(Input arguments) {
		int size = PageRequest.of(arguments).size();
		String after = arguments.textOrNull("after");
		return ((arguments.textOrNull("group") == null) ? asked(arguments) : group(arguments))
			.flatMap((place) -> this.history.page(place.following(),
					(after == null) ? place.cursor() : EventCursor.parse(after), size));
	}

	/**
	 * What happens behind the place of a group, as its only consumer; fails with
	 * {@code CONSUMER_REPLACED} when it no longer is.
	 */
	Flux<Change> follow(String group) {
		UUID consumer = Ids.next();
		return Actors.current()
			.zipWhen((actor) -> this.groups.take(group, consumer).switchIfEmpty(Mono.error(() -> unknown(group))))
			.flatMapMany((taken) -> follow(taken.getT2(), consumer, taken.getT1()));
	}

	/** The stream has no end of its own: that it ends means that it was replaced. */
	private Flux<Change> follow(ConsumerGroup group, UUID consumer, Actor actor) {
		return this.changes.of(following(group, actor), group.acknowledged())
			.takeUntilOther(replaced(group, consumer))
			.concatWith(Mono.error(() -> new Problem.Refused(ApiCode.CONSUMER_REPLACED, "consumer.replaced")));
	}

	/** Emits once the group has another consumer, was reset, or is gone. */
	private Mono<Boolean> replaced(ConsumerGroup group, UUID consumer) {
		return Flux.interval(this.lease)
			.onBackpressureDrop()
			// while the database can't be asked, nobody can have taken over
			.concatMap((tick) -> this.groups.isHeld(group.id(), consumer).onErrorReturn(true), 1)
			.filter((held) -> !held)
			.next();
	}

	private Mono<Place> asked(Input arguments) {
		return Actors.current()
			.map((actor) -> new Place(EventRecordType.following(arguments.constants("types", EventRecordType.class),
					arguments.flagOrNull("derived"), actor.rights()), null));
	}

	private Mono<Place> group(Input arguments) {
		String name = arguments.text("group");
		if (arguments.flagOrNull("derived") != null || !arguments.texts("types").isEmpty()) {
			return Mono.error(() -> new Problem.Refused(ApiCode.BAD_USER_INPUT, "consumer.both"));
		}
		return this.groups.byName(name)
			.switchIfEmpty(Mono.error(() -> unknown(name)))
			.zipWith(Actors.current(), (group, actor) -> new Place(following(group, actor), group.acknowledged()));
	}

	private static Following following(ConsumerGroup group, Actor actor) {
		return EventRecordType.following(group.types(), group.derived(), actor.rights());
	}

	private static Problem unknown(String group) {
		return new Problem.Refused(ApiCode.BAD_USER_INPUT, "consumer.unknown", group);
	}

	/** What is read, and from where; from the oldest event that is kept if null. */
	private record Place(Following following, @Nullable EventCursor cursor) {
	}

}
