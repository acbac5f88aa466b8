package dev.rapport.ticket;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.dataloader.DataLoader;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SubscriptionMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.events.Change;
import dev.rapport.events.Changes;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.PageRequest;
import dev.rapport.persistence.Connection;
import dev.rapport.persistence.Paging;

@Controller
class TicketController {

	private final Tickets tickets;

	private final Paging paging;

	private final Changes changes;

	TicketController(Tickets tickets, Paging paging, Changes changes) {
		this.tickets = tickets;
		this.paging = paging;
		this.changes = changes;
	}

	@QueryMapping
	CompletableFuture<Ticket> ticket(Input arguments, DataLoader<UUID, Ticket> tickets) {
		return tickets.load(NodeId.decode(TicketId.PREFIX, arguments.text("id")));
	}

	@QueryMapping
	Mono<Connection<Ticket>> tickets(Input arguments) {
		return this.paging.page(TicketRepository.LISTING, PageRequest.of(arguments), TicketFilters.filter(arguments),
				TicketFilters.order(arguments));
	}

	@MutationMapping
	Mono<TicketPayload> createTicket(Input arguments) {
		return TicketPayload.of(this.tickets.create(arguments.child("input")));
	}

	@MutationMapping
	Mono<TicketPayload> updateTicket(Input arguments) {
		return TicketPayload.of(this.tickets.update(arguments.child("input")));
	}

	@MutationMapping
	Mono<TicketPayload> assignTicket(Input arguments) {
		return TicketPayload.of(this.tickets.assign(arguments.child("input")));
	}

	@MutationMapping
	Mono<AssignTicketsPayload> assignTickets(Input arguments) {
		return AssignTicketsPayload.of(this.tickets.assignAll(arguments.child("input")));
	}

	@MutationMapping
	Mono<TicketPayload> pendTicket(Input arguments) {
		return TicketPayload.of(this.tickets.pend(arguments.child("input")));
	}

	@MutationMapping
	Mono<TicketPayload> holdTicket(Input arguments) {
		return TicketPayload.of(this.tickets.hold(arguments.child("input")));
	}

	@MutationMapping
	Mono<TicketPayload> resumeTicket(Input arguments) {
		return TicketPayload.of(this.tickets.resume(arguments.child("input")));
	}

	@MutationMapping
	Mono<TicketPayload> solveTicket(Input arguments) {
		return TicketPayload.of(this.tickets.solve(arguments.child("input")));
	}

	@MutationMapping
	Mono<TicketPayload> reopenTicket(Input arguments) {
		return TicketPayload.of(this.tickets.reopen(arguments.child("input")));
	}

	@MutationMapping
	Mono<TicketPayload> closeTicket(Input arguments) {
		return TicketPayload.of(this.tickets.close(arguments.child("input")));
	}

	@MutationMapping
	Mono<TicketPayload> markTicketDuplicate(Input arguments) {
		return TicketPayload.of(this.tickets.markDuplicate(arguments.child("input")));
	}

	@MutationMapping
	Mono<TicketPayload> markTicketSpam(Input arguments) {
		return TicketPayload.of(this.tickets.markSpam(arguments.child("input")));
	}

	@MutationMapping
	Mono<TicketCommentPayload> addTicketComment(Input arguments) {
		return TicketCommentPayload.of(this.tickets.comment(arguments.child("input")));
	}

	@SubscriptionMapping
	Flux<Change> ticketChanged(Input arguments) {
		return this.changes.of("Ticket", arguments, TicketFilters.filter(arguments));
	}

}
