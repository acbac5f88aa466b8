package dev.rapport.ticket;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

import dev.rapport.contact.Contact;
import dev.rapport.customer.Customer;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.PageRequest;
import dev.rapport.member.Member;
import dev.rapport.persistence.ChildKey;
import dev.rapport.persistence.Connection;
import dev.rapport.persistence.ForeignKey;
import dev.rapport.persistence.Paging;

/** What leads from a ticket to other nodes, and from them to it. */
@Controller
class TicketRelationController {

	TicketRelationController(Paging paging, TicketHistoryRepository history, BatchLoaderRegistry loaders) {
		tickets(loaders, paging, "customerTickets", "t.customer_id");
		tickets(loaders, paging, "memberTickets", "t.assignee_id");
		loaders.<ChildKey, Connection<TicketComment>>forName("ticketComments")
			.registerMappedBatchLoader((keys, environment) -> ChildKey.load(keys,
					(arguments, tickets) -> paging.pages(TicketCommentRepository.LISTING, "k.ticket_id", tickets,
							PageRequest.of(arguments), TicketFilters.comments(arguments),
							TicketFilters.COMMENTS_OLDEST_FIRST)));
		loaders.<UUID, List<TicketStatusChange>>forName("ticketHistory")
			.registerMappedBatchLoader((tickets, environment) -> Mono.defer(() -> history.byTickets(tickets)));
	}

	private static void tickets(BatchLoaderRegistry loaders, Paging paging, String name, String parent) {
		loaders.<ChildKey, Connection<Ticket>>forName(name)
			.registerMappedBatchLoader((keys, environment) -> ChildKey.load(keys,
					(arguments, parents) -> paging.pages(TicketRepository.LISTING, parent, parents,
							PageRequest.of(arguments), TicketFilters.filter(arguments),
							TicketFilters.order(arguments))));
	}

	@SchemaMapping
	@Nullable CompletableFuture<Contact> contact(Ticket ticket, DataLoader<UUID, Contact> contacts) {
		return (ticket.concern().contact() == null) ? null : contacts.load(ticket.concern().contact().value());
	}

	@SchemaMapping
	@Nullable CompletableFuture<Customer> customer(Ticket ticket, DataLoader<UUID, Customer> customers) {
		return (ticket.concern().customer() == null) ? null : customers.load(ticket.concern().customer().value());
	}

	@SchemaMapping
	@ForeignKey
	@Nullable CompletableFuture<Member> assignee(Ticket ticket, DataLoader<UUID, Member> members) {
		return (ticket.assignee() == null) ? null : members.load(ticket.assignee().value());
	}

	@SchemaMapping
	@Nullable CompletableFuture<Ticket> duplicateOf(Ticket ticket, DataLoader<UUID, Ticket> tickets) {
		TicketId original = ticket.course().duplicateOf();
		return (original == null) ? null : tickets.load(original.value());
	}

	@SchemaMapping
	CompletableFuture<Member> createdBy(Ticket ticket, DataLoader<UUID, Member> members) {
		return members.load(ticket.stamp().createdBy());
	}

	@SchemaMapping
	CompletableFuture<Member> updatedBy(Ticket ticket, DataLoader<UUID, Member> members) {
		return members.load(ticket.stamp().updatedBy());
	}

	@SchemaMapping
	CompletableFuture<Connection<TicketComment>> comments(Ticket ticket, Input arguments,
			DataLoader<ChildKey, Connection<TicketComment>> ticketComments) {
		return ticketComments.load(ChildKey.of(ticket.id(), arguments));
	}

	@SchemaMapping
	CompletableFuture<List<TicketStatusChange>> statusHistory(Ticket ticket,
			DataLoader<UUID, List<TicketStatusChange>> ticketHistory) {
		return ticketHistory.load(ticket.id().value());
	}

	@SchemaMapping
	CompletableFuture<Member> by(TicketStatusChange step, DataLoader<UUID, Member> members) {
		return members.load(step.by());
	}

	@SchemaMapping
	CompletableFuture<Ticket> ticket(TicketComment comment, DataLoader<UUID, Ticket> tickets) {
		return tickets.load(comment.ticket().value());
	}

	@SchemaMapping
	CompletableFuture<Member> createdBy(TicketComment comment, DataLoader<UUID, Member> members) {
		return members.load(comment.createdBy());
	}

	@SchemaMapping
	CompletableFuture<Connection<Ticket>> tickets(Customer customer, Input arguments,
			DataLoader<ChildKey, Connection<Ticket>> customerTickets) {
		return customerTickets.load(ChildKey.of(customer.id(), arguments));
	}

	@SchemaMapping
	CompletableFuture<Connection<Ticket>> assignedTickets(Member member, Input arguments,
			DataLoader<ChildKey, Connection<Ticket>> memberTickets) {
		return memberTickets.load(ChildKey.of(member.id(), arguments));
	}

}
