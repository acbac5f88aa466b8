package dev.rapport.events;

import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An event, and whether it matched what is followed.
 *
 * @param place whether the record lay in a territory of the caller
 */
record Matched(EventStream.Positioned positioned, Relation relation, Relation place) {

	private static final Logger LOGGER = LoggerFactory.getLogger(Matched.class);

	static Matched of(EventStream.Positioned positioned, Veil.Veiled filter) {
		StoredEvent event = positioned.event();
		try {
			return event.readable() ? matched(positioned, filter) : parked(positioned);
		}
		catch (RuntimeException poison) {
			LOGGER.warn("The facts of the event at position {} of tenant {} are not what they should be",
					event.position(), event.tenant(), poison);
			return parked(positioned);
		}
	}

	private static Matched matched(EventStream.Positioned positioned, Veil.Veiled filter) {
		StoredEvent event = positioned.event();
		return new Matched(positioned,
				new Relation(!event.first() && filter.admits(event.factsBefore()), filter.admits(event.facts())),
				Relation.NEVER);
	}

	StoredEvent event() {
		return this.positioned.event();
	}

	Matched placed(Map<UUID, Relation> places) {
		return new Matched(this.positioned, this.relation,
				Objects.requireNonNullElse(places.get(event().eventId()), Relation.NEVER));
	}

	/** What can't be read may concern everybody who sees the record. */
	private static Matched parked(EventStream.Positioned positioned) {
		return new Matched(new EventStream.Positioned(positioned.cursor(), positioned.event().parked()),
				new Relation(true, true), Relation.NEVER);
	}

	@Nullable Change change(Relation seen) {
		boolean before = this.relation.before() && seen.before();
		boolean after = this.relation.after() && seen.after();
		return (before || after)
				? new Change(this.positioned.cursor(), kind(before, after, seen), this.positioned.event()) : null;
	}

	private Change.Kind kind(boolean before, boolean after, Relation seen) {
		StoredEvent event = event();
		if (!event.readable()) {
			return Change.Kind.UNREADABLE;
		}
		if (event.first()) {
			return Change.Kind.CREATED;
		}
		if (after) {
			return before ? Change.Kind.UPDATED : Change.Kind.ENTERED_FILTER;
		}
		return seen.after() ? Change.Kind.LEFT_FILTER : Change.Kind.ACCESS_REMOVED;
	}

	/** Whether something held before an event, and whether it holds after it. */
	record Relation(boolean before, boolean after) {

		static final Relation NEVER = new Relation(false, false);

		boolean any() {
			return this.before || this.after;
		}

	}

}
