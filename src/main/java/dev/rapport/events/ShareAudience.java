package dev.rapport.events;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.persistence.NodeSource;
import dev.rapport.persistence.RowGuard;
import dev.rapport.persistence.Visibility;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.Rights;

/**
 * Decides what the beginning or the end of a share is to the caller: the shared record
 * enters its view or leaves it, unless it sees the record for another reason. The record
 * is taken as it was then: its later changes have events of their own, and totals would
 * count them twice.
 */
@Component
class ShareAudience {

	/** The aggregate type of shares, whose facts are read here. */
	static final String TYPE = "ShareGrant";

	private final CurrentRights rights;

	private final Visibility visibility;

	private final EventLog log;

	private final Map<String, RowGuard> guards;

	private final Map<String, NodeSource<?>> sources;

	ShareAudience(CurrentRights rights, Visibility visibility, EventLog log, Collection<RowGuard> guards,
			Collection<NodeSource<?>> sources) {
		this.rights = rights;
		this.visibility = visibility;
		this.log = log;
		this.guards = guards.stream().collect(Collectors.toMap(RowGuard::kind, Function.identity()));
		this.sources = sources.stream().collect(Collectors.toMap(NodeSource::prefix, Function.identity()));
	}

	/** What the caller learns; empty if nothing. */
	Mono<Change> relate(EventStream.Positioned positioned, Following following) {
		return Actors.current()
			.flatMap((actor) -> this.rights.of(actor).map(actor::with))
			.flatMap((actor) -> Mono.justOrEmpty(turn(positioned.event(), following, actor))
				.zipWhen((turn) -> kind(turn, actor)))
			.flatMap((told) -> about(told.getT1(), positioned.event())
				.filter((event) -> following.filter().test(event.facts()))
				.map((event) -> new Change(positioned.cursor(), told.getT2(), event)));
	}

	/** Whether an event is about a share by which a caller may see what it follows. */
	boolean concerns(StoredEvent event, Following following, Actor actor) {
		return event.aggregateType().equals(TYPE) && turn(event, following, actor).isPresent();
	}

	private Optional<Turn> turn(StoredEvent event, Following following, Actor actor) {
		return Optional.ofNullable(this.guards.get(String.valueOf(event.facts().get("kind"))))
			.filter((guard) -> following.kinds().containsKey(guard.type()))
			.map((guard) -> Turn.of(guard, event))
			.filter((turn) -> turn.concerns(actor));
	}

	private Mono<Change.Kind> kind(Turn turn, Actor actor) {
		if (turn.ended()) {
			return sees(turn, actor).filter((seen) -> !seen).map((seen) -> Change.Kind.ACCESS_REMOVED);
		}
		return sees(turn, actor.with(actor.rights().without(turn.grantee()))).filter((seen) -> !seen)
			.flatMap((seen) -> sees(turn, actor))
			.filter((seen) -> seen)
			.map((seen) -> Change.Kind.ENTERED_FILTER);
	}

	private Mono<Boolean> sees(Turn turn, Actor actor) {
		return this.visibility.among(turn.guard().kind(), List.of(turn.record()))
			.map((seen) -> !seen.isEmpty())
			.contextWrite(Actors.with(actor));
	}

	/**
	 * The event as one of the record. The record is read before the log is asked whether
	 * it has changed since, so no change can slip between.
	 */
	private Mono<StoredEvent> about(Turn turn, StoredEvent event) {
		return record(turn).flatMap((record) -> this.log.next(event.tenant(), turn.record(), event.position())
			.map(event::aboutBefore)
			.defaultIfEmpty(event.about(record)));
	}

	/** The record, whoever asks: the caller no longer sees what was taken from it. */
	private Mono<Aggregate> record(Turn turn) {
		NodeSource<?> source = Objects.requireNonNull(this.sources.get(turn.guard().prefix()));
		return Actors.current()
			.flatMap((actor) -> source.byIds(List.of(turn.record()))
				.contextWrite(Actors.with(actor.with(Rights.UNLIMITED))))
			.flatMap((found) -> Mono.justOrEmpty(found.get(turn.record())))
			.cast(Aggregate.class);
	}

	/**
	 * The beginning or the end of a share.
	 *
	 * @param begun whether it began; neither began nor ended, only its level changed
	 */
	private record Turn(RowGuard guard, UUID record, UUID grantee, boolean begun, boolean ended) {

		static Turn of(RowGuard guard, StoredEvent event) {
			return new Turn(guard, id(event, "recordId"), id(event, "granteeId"), event.first(),
					event.facts().get("revokedAt") != null);
		}

		/** Whether a caller's view may depend on it. */
		boolean concerns(Actor actor) {
			Rights rights = actor.rights();
			return (this.begun || this.ended) && rights.grantees().contains(this.grantee)
					&& !rights.reads(this.guard.kind()).isNone();
		}

		private static UUID id(StoredEvent event, String fact) {
			return UUID.fromString(String.valueOf(event.facts().get(fact)));
		}

	}

}
