package dev.rapport.ticket;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.events.EventLog;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.Ids;
import dev.rapport.persistence.Numbers;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;

/**
 * The door to tickets: each write is one transaction of lock, rule, rows, status history
 * and event. Fails with a {@link Problem} and no change if a rule is broken.
 */
@Component
public class Tickets {

	/** The series of ticket numbers. */
	public static final String SERIES = "T";

	private final TicketRepository repository;

	private final EventLog log;

	private final Numbers numbers;

	private final TenantDatabase transactions;

	private final Clock clock;

	Tickets(TicketRepository repository, EventLog log, Numbers numbers, TenantDatabase transactions, Clock clock) {
		this.repository = repository;
		this.log = log;
		this.numbers = numbers;
		this.transactions = transactions;
		this.clock = clock;
	}

	/** The tickets that exist for the caller, by id. */
	public Mono<Map<UUID, Ticket>> byIds(Collection<UUID> ids) {
		return this.repository.byIds(ids);
	}

	/** Records a new ticket. */
	Mono<Ticket> create(Input input) {
		return Actors.current()
			.map((actor) -> Draft.fresh(Concern.read(input),
					input.idOrNull("assigneeId", MemberId.PREFIX, MemberId::new),
					Stamp.created(this.clock.instant(), actor.member())))
			.flatMap((draft) -> createAll(List.of(draft)))
			.map(List::getFirst);
	}

	/**
	 * Records tickets in one transaction, in order; what they are duplicates of must
	 * exist. The status history of each begins with the status that its draft has.
	 */
	public Mono<List<Ticket>> createAll(List<Draft> drafts) {
		return this.numbers.next(SERIES, drafts.size())
			.map((numbers) -> created(drafts, numbers))
			.delayUntil((events) -> this.repository.insert(tickets(events)))
			.delayUntil((events) -> this.repository.insertSteps(TicketStatusChange.of(events)))
			.delayUntil(this.log::append)
			.map(Tickets::tickets)
			.as(this.transactions::transactional);
	}

	Mono<Ticket> update(Input input) {
		return change(input, (ticket, stamp) -> ticket.update(ticket.concern().patched(input), stamp));
	}

	Mono<Ticket> assign(Input input) {
		return change(input, (ticket, stamp) -> ticket.assign(assignee(input), stamp));
	}

	/** Assigns many tickets, each in a transaction of its own. */
	Mono<List<TicketPayload>> assignAll(Input input) {
		return Mono.fromSupplier(() -> Target.list(input)).flatMap((targets) -> assign(targets, input));
	}

	Mono<Ticket> pend(Input input) {
		return change(input, Ticket::pend);
	}

	Mono<Ticket> hold(Input input) {
		return change(input, Ticket::hold);
	}

	Mono<Ticket> resume(Input input) {
		return change(input, Ticket::resume);
	}

	Mono<Ticket> solve(Input input) {
		return change(input, (ticket, stamp) -> ticket.solve(input.text("resolution"), stamp));
	}

	Mono<Ticket> reopen(Input input) {
		return change(input, (ticket, stamp) -> ticket.reopen(input.text("reason"), stamp));
	}

	Mono<Ticket> close(Input input) {
		return change(input, Ticket::close);
	}

	/**
	 * Sets a ticket aside for another one, which is locked first: of two tickets that are
	 * marked as duplicates of each other at once, only one can be. No other ticket may
	 * have been set aside for it.
	 */
	Mono<Ticket> markDuplicate(Input input) {
		TicketId id = input.id("duplicateOfId", TicketId.PREFIX, TicketId::new);
		return locked(new Target(id, null, input.at("duplicateOfId")))
			.flatMap((original) -> change(input, (ticket, stamp) -> ticket.markDuplicate(original, stamp)))
			.delayUntil(this::unnamed)
			.as(this.transactions::transactional);
	}

	Mono<Ticket> markSpam(Input input) {
		return change(input, Ticket::markSpam);
	}

	Mono<TicketEvent.Commented> comment(Input input) {
		return Mono.fromSupplier(() -> Target.unversioned(input))
			.flatMap(this::locked)
			.zipWith(Actors.current(),
					(ticket, actor) -> ticket.comment(comment(input, ticket, actor), actor.kind() == Actor.Kind.USER))
			.delayUntil((event) -> this.repository.insertComment(event.comment()))
			.delayUntil((event) -> write(event, input))
			.as(this.transactions::transactional);
	}

	private Mono<Ticket> change(Input input, BiFunction<Ticket, Stamp, ? extends TicketEvent> verb) {
		return Mono.fromSupplier(() -> Target.read(input)).flatMap((target) -> change(target, input, verb));
	}

	private Mono<Ticket> change(Target target, Input input, BiFunction<Ticket, Stamp, ? extends TicketEvent> verb) {
		return locked(target).zipWith(Actors.current(), (ticket, actor) -> verb.apply(ticket, stamp(ticket, actor)))
			.delayUntil((event) -> write(event, input))
			.<Ticket>map(TicketEvent::after)
			.as(this.transactions::transactional);
	}

	private Mono<List<TicketPayload>> assign(List<Target> targets, Input input) {
		MemberId assignee = assignee(input);
		return Flux.fromIterable(targets)
			.concatMap((target) -> TicketPayload
				.of(change(target, input, (ticket, stamp) -> ticket.assign(assignee, stamp))))
			.collectList();
	}

	private Mono<Void> unnamed(Ticket ticket) {
		return this.repository.isOriginal(ticket.id())
			.filter((original) -> !original)
			.switchIfEmpty(Mono.error(() -> new Problem.Violation(ErrorCode.IN_USE, "input.id", "ticket.original")))
			.then();
	}

	private Mono<Ticket> locked(Target target) {
		return this.repository.forUpdate(target.id())
			.switchIfEmpty(Mono.error(target::missing))
			.map((ticket) -> ticket.expecting(target.version()));
	}

	private Mono<Void> write(TicketEvent event, Input input) {
		return this.repository.update(event.after())
			.then(this.repository.insertSteps(TicketStatusChange.of(List.of(event))))
			.then(this.log.append(List.of(event), input));
	}

	private TicketComment comment(Input input, Ticket ticket, Actor actor) {
		return new TicketComment(new TicketCommentId(Ids.next()), ticket.id(), TicketComment.body(input),
				input.constant("visibility", TicketComment.Visibility.class), stamp(ticket, actor).updatedAt(),
				actor.member());
	}

	private Stamp stamp(Ticket ticket, Actor actor) {
		return ticket.stamp().updated(this.clock.instant(), actor.member());
	}

	/** Who shall have a ticket: it must be said, and null stands for nobody. */
	private static @Nullable MemberId assignee(Input input) {
		if (!input.has("assigneeId")) {
			throw new Problem.Violation(ErrorCode.REQUIRED, input.at("assigneeId"), "required");
		}
		return input.idOrNull("assigneeId", MemberId.PREFIX, MemberId::new);
	}

	private static List<TicketEvent.Created> created(List<Draft> drafts, List<String> numbers) {
		return IntStream.range(0, drafts.size())
			.mapToObj((i) -> drafts.get(i).create(new TicketId(Ids.next()), numbers.get(i)))
			.toList();
	}

	private static List<Ticket> tickets(List<TicketEvent.Created> events) {
		return events.stream().map(TicketEvent.Created::after).toList();
	}

	/**
	 * A ticket to be.
	 *
	 * @param course how far it has come already, for imported history
	 * @param stamp when it was recorded; for imported history the historic time
	 */
	public record Draft(Concern concern, @Nullable MemberId assignee, Course course, Stamp stamp) {

		/** A ticket that begins now: open if somebody has it, else new. */
		public static Draft fresh(Concern concern, @Nullable MemberId assignee, Stamp stamp) {
			return new Draft(concern, assignee, Course.begun(stamp.createdAt(), assignee != null), stamp);
		}

		private TicketEvent.Created create(TicketId id, String number) {
			return new TicketEvent.Created(
					new Ticket(id, number, 1, this.concern, this.assignee, this.course, this.stamp));
		}

	}

}
