package dev.rapport.webhook;

import java.util.List;
import java.util.Objects;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.events.Change;
import dev.rapport.events.EventStream;
import dev.rapport.events.LogReader;
import dev.rapport.events.StoredEvent;
import dev.rapport.kernel.NodeId;
import dev.rapport.persistence.RowGuard;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;

/**
 * Decides what an event is to a subscription: whether it is wanted, whether the owner may
 * learn of it, and what is sent. All of it by the owner's rights at that moment.
 */
@Component
class Renderer {

	private final LogReader log;

	private final SentFields fields;

	private final WantedFilters filters;

	Renderer(LogReader log, SentFields fields, WantedFilters filters) {
		this.log = log;
		this.fields = fields;
		this.filters = filters;
	}

	/** What the owner learns of events that are wanted, in their order. */
	Mono<List<Change>> relate(Wanted wanted, List<EventStream.Positioned> events, Actor owner) {
		List<String> types = this.fields.records().keySet().stream().filter(wanted::concerns).toList();
		return this.log.relate(events, this.filters.following(wanted, types))
			.map((changes) -> changes.stream().filter((change) -> isWanted(wanted, change)).toList())
			.contextWrite(Actors.with(owner));
	}

	/**
	 * The body that tells of a change.
	 * @param owner with the rights that it has now
	 */
	Mono<byte[]> body(Wanted wanted, Change change, Actor owner) {
		StoredEvent event = Objects.requireNonNull(change.event());
		RowGuard guard = Objects.requireNonNull(this.fields.records().get(event.aggregateType()));
		if (change.kind() == Change.Kind.ACCESS_REMOVED) {
			return Mono.fromSupplier(() -> Message.of(change, event, guard.prefix(), owner.rights(), null));
		}
		return this.fields.read(owner, guard.type(), event.aggregateId(), wanted.fields())
			.map((record) -> Message.of(change, event, guard.prefix(), owner.rights(), record))
			.switchIfEmpty(Mono.fromSupplier(() -> Message.of(change, event, guard.prefix(), owner.rights(), null)));
	}

	private boolean isWanted(Wanted wanted, Change change) {
		StoredEvent event = Objects.requireNonNull(change.event());
		RowGuard guard = Objects.requireNonNull(this.fields.records().get(event.aggregateType()));
		return wanted.matches(event, NodeId.encode(guard.prefix(), event.aggregateId()));
	}

}
