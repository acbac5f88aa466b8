package dev.rapport.events;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.persistence.RowGuard;
import dev.rapport.persistence.Visibility;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;

/**
 * Decides what the beginning or the end of a share is to the caller: the shared record
 * enters its view or leaves it, unless it sees the record for another reason. The record
 * is taken as it was then: its later changes have events of their own, and totals would
 * count them twice. So do the records that the shared one lets its readers into, as the
 * contacts of a customer.
 */
@Component
class ShareAudience {

	/** The aggregate type of shares, whose facts are read here. */
	static final String TYPE = "ShareGrant";

	private final CurrentRights rights;

	private final Visibility visibility;

	private final Veil veil;

	private final EventLog log;

	private final Behind behind;

	private final Map<String, RowGuard> guards;

	ShareAudience(CurrentRights rights, Visibility visibility, Veil veil, EventLog log, Behind behind,
			Collection<RowGuard> guards) {
		this.rights = rights;
		this.visibility = visibility;
		this.veil = veil;
		this.log = log;
		this.behind = behind;
		this.guards = guards.stream().collect(Collectors.toMap(RowGuard::type, Function.identity()));
	}

	/**
	 * What the caller learns about the shared record; empty if nothing.
	 * @param passed what this reader has passed over so far
	 */
	Mono<Change> relate(EventStream.Positioned positioned, Following following, PassedOver passed) {
		Turn turn = Turn.of(positioned.event());
		return caller()
			.flatMap((actor) -> Mono.justOrEmpty(followed(turn, following, actor))
				.zipWhen((guard) -> kind(turn, actor, passed)))
			.flatMap((told) -> about(turn, told.getT1(), positioned.event())
				.filterWhen((event) -> this.veil.admits(following, event))
				.map((event) -> new Change(positioned.cursor(), told.getT2(), event)));
	}

	/** What the caller learns about records behind the shared one; empty if nothing. */
	Flux<Change> behind(EventStream.Positioned positioned, Following following, PassedOver passed) {
		RowGuard guard = this.guards.get(String.valueOf(following.only()));
		Turn turn = Turn.of(positioned.event());
		return (guard == null || turn.isAbout(guard)) ? Flux.empty()
				: caller().filter((actor) -> turn.concerns(actor.rights(), guard))
					.flatMapMany((actor) -> kind(turn, actor, passed)
						.flatMapMany((kind) -> behind(turn, guard, actor, kind, positioned)))
					.filterWhen((change) -> this.veil.admits(following, Objects.requireNonNull(change.event())), 1);
	}

	/** Whether an event is about a share by which a caller may see what it follows. */
	boolean concerns(StoredEvent event, Following following, Actor actor) {
		return event.aggregateType().equals(TYPE) && followed(Turn.of(event), following, actor).isPresent();
	}

	private Mono<Actor> caller() {
		return Actors.current().flatMap((actor) -> this.rights.of(actor).map(actor::with));
	}

	/** The guard of the shared record, if it may be one of those that are followed. */
	private Optional<RowGuard> followed(Turn turn, Following following, Actor actor) {
		return following.kinds()
			.keySet()
			.stream()
			.flatMap((type) -> Optional.ofNullable(this.guards.get(type)).stream())
			.filter(turn::isAbout)
			.filter((guard) -> turn.concerns(actor.rights(), guard))
			.findFirst();
	}

	/** What the shared record lets its readers into. */
	private Flux<Change> behind(Turn turn, RowGuard guard, Actor actor, Change.Kind kind,
			EventStream.Positioned positioned) {
		Behind.Way way = new Behind.Way(guard, Objects.requireNonNull(guard.through(turn.kind(), actor.rights())),
				turn.record());
		return (kind == Change.Kind.ENTERED_FILTER) ? this.behind.entered(way, positioned, actor, turn.without(actor))
				: this.behind.left(way, positioned, actor);
	}

	private Mono<Change.Kind> kind(Turn turn, Actor actor, PassedOver passed) {
		if (passed.isOpposite(turn)) {
			return Mono.empty();
		}
		return sees(turn, actor).zipWith(sees(turn, turn.without(actor)))
			.flatMap((seen) -> Mono.justOrEmpty(kind(turn, seen.getT1(), seen.getT2(), passed)));
	}

	/**
	 * A share that began but doesn't hold any more says nothing, and neither will its
	 * end; a share that ended but was renewed says nothing, and neither will its renewal.
	 * @param now whether the record is seen now
	 * @param otherwise whether it is seen without any share with this grantee
	 */
	private static Optional<Change.Kind> kind(Turn turn, boolean now, boolean otherwise, PassedOver passed) {
		if (otherwise) {
			return Optional.empty();
		}
		if (turn.begun() != now) {
			passed.over(turn);
			return Optional.empty();
		}
		return Optional.of(turn.begun() ? Change.Kind.ENTERED_FILTER : Change.Kind.ACCESS_REMOVED);
	}

	private Mono<Boolean> sees(Turn turn, Actor actor) {
		return this.visibility.among(turn.kind(), List.of(turn.record()))
			.map((seen) -> !seen.isEmpty())
			.contextWrite(Actors.with(actor));
	}

	/**
	 * The event as one of the record. The record is read before the log is asked whether
	 * it has changed since, so no change can slip between.
	 */
	private Mono<StoredEvent> about(Turn turn, RowGuard guard, StoredEvent event) {
		return this.behind.records(guard, List.of(turn.record()))
			.next()
			.flatMap((record) -> this.log.next(event.tenant(), turn.record(), event.position())
				.map(event::aboutBefore)
				.defaultIfEmpty(event.about(record)));
	}

}
