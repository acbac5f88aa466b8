package dev.rapport.contact;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.graphql.data.method.annotation.SubscriptionMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.customer.Customer;
import dev.rapport.events.Change;
import dev.rapport.events.Changes;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.PageRequest;
import dev.rapport.member.Member;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.Connection;
import dev.rapport.persistence.ForeignKey;
import dev.rapport.persistence.Paging;

@Controller
class ContactController {

	private final Contacts contacts;

	private final Paging paging;

	private final Changes changes;

	private final Clock clock;

	ContactController(Contacts contacts, Paging paging, Changes changes, Clock clock) {
		this.contacts = contacts;
		this.paging = paging;
		this.changes = changes;
		this.clock = clock;
	}

	@QueryMapping
	CompletableFuture<Contact> contact(Input arguments, DataLoader<UUID, Contact> contacts) {
		return contacts.load(NodeId.decode(ContactId.PREFIX, arguments.text("id")));
	}

	@QueryMapping
	Mono<Connection<Contact>> contacts(Input arguments) {
		return this.paging.page(ContactRepository.LISTING, PageRequest.of(arguments), ContactFilters.listed(arguments),
				ContactFilters.order(arguments));
	}

	@MutationMapping
	Mono<ContactPayload> createContact(Input arguments) {
		return ContactPayload.of(this.contacts.create(arguments.child("input")));
	}

	@MutationMapping
	Mono<ContactPayload> updateContact(Input arguments) {
		return ContactPayload.of(this.contacts.update(arguments.child("input")));
	}

	@MutationMapping
	Mono<ContactPayload> linkContact(Input arguments) {
		return ContactPayload.of(this.contacts.link(arguments.child("input")));
	}

	@MutationMapping
	Mono<ContactPayload> endContactLink(Input arguments) {
		return ContactPayload.of(this.contacts.endLink(arguments.child("input")));
	}

	@MutationMapping
	Mono<ContactPayload> archiveContact(Input arguments) {
		return ContactPayload.of(this.contacts.archive(arguments.child("input")));
	}

	@MutationMapping
	Mono<ContactPayload> restoreContact(Input arguments) {
		return ContactPayload.of(this.contacts.restore(arguments.child("input")));
	}

	@SubscriptionMapping
	Flux<Change> contactChanged(Input arguments) {
		return this.changes.of("Contact", arguments, ContactFilters.listed(arguments));
	}

	@SchemaMapping
	List<ContactLink> links(Contact contact) {
		return contact.customerLinks().all().stream().map((link) -> new ContactLink(contact.id(), link)).toList();
	}

	@SchemaMapping
	@ForeignKey
	@Nullable CompletableFuture<Member> owner(Contact contact, DataLoader<UUID, Member> members) {
		MemberId owner = contact.details().owner();
		return (owner == null) ? null : members.load(owner.value());
	}

	@SchemaMapping
	CompletableFuture<Member> createdBy(Contact contact, DataLoader<UUID, Member> members) {
		return members.load(contact.stamp().createdBy());
	}

	@SchemaMapping
	CompletableFuture<Member> updatedBy(Contact contact, DataLoader<UUID, Member> members) {
		return members.load(contact.stamp().updatedBy());
	}

	@SchemaMapping
	CompletableFuture<Contact> contact(ContactLink link, DataLoader<UUID, Contact> contacts) {
		return contacts.load(link.contactId().value());
	}

	@SchemaMapping
	CompletableFuture<Customer> customer(ContactLink link, DataLoader<UUID, Customer> customers) {
		return customers.load(link.link().customer().value());
	}

	@SchemaMapping
	boolean current(ContactLink link) {
		return link.link().validOn(LocalDate.now(this.clock));
	}

}
