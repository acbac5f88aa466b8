package dev.rapport.customer;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.graphql.data.method.annotation.SubscriptionMapping;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.events.Change;
import dev.rapport.events.Changes;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.PageRequest;
import dev.rapport.member.Member;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.ChildKey;
import dev.rapport.persistence.Connection;
import dev.rapport.persistence.ForeignKey;
import dev.rapport.persistence.Paging;
import dev.rapport.territory.Territories;
import dev.rapport.territory.Territory;

@Controller
class CustomerController {

	private final Customers customers;

	private final Paging paging;

	private final Changes changes;

	CustomerController(Customers customers, Territories territories, Paging paging, Changes changes,
			BatchLoaderRegistry loaders) {
		this.customers = customers;
		this.paging = paging;
		this.changes = changes;
		loaders.<UUID, List<Territory>>forName("customerTerritories")
			.registerMappedBatchLoader((ids, environment) -> Mono.defer(() -> territories.ofCustomers(ids)));
		loaders.<ChildKey, Connection<Customer>>forName("customerChildren")
			.registerMappedBatchLoader((keys, environment) -> ChildKey.load(keys,
					(arguments, parents) -> paging.pages(CustomerRepository.LISTING, "c.parent_id", parents,
							PageRequest.of(arguments), CustomerFilters.listed(arguments),
							CustomerFilters.order(arguments))));
	}

	@QueryMapping
	CompletableFuture<Customer> customer(Input arguments, DataLoader<UUID, Customer> customers) {
		return customers.load(NodeId.decode(CustomerId.PREFIX, arguments.text("id")));
	}

	@QueryMapping
	Mono<Connection<Customer>> customers(Input arguments) {
		return this.paging.page(CustomerRepository.LISTING, PageRequest.of(arguments),
				CustomerFilters.listed(arguments), CustomerFilters.order(arguments));
	}

	@MutationMapping
	Mono<CustomerPayload> createCustomer(Input arguments) {
		return CustomerPayload.of(this.customers.create(arguments.child("input")));
	}

	@MutationMapping
	Mono<CustomerPayload> updateCustomer(Input arguments) {
		return CustomerPayload.of(this.customers.update(arguments.child("input")));
	}

	@MutationMapping
	Mono<CustomerPayload> upsertCustomer(Input arguments) {
		return CustomerPayload.of(this.customers.upsert(arguments.child("input")));
	}

	@MutationMapping
	Mono<CustomerPayload> changeCustomerStatus(Input arguments) {
		return CustomerPayload.of(this.customers.changeStatus(arguments.child("input")));
	}

	@MutationMapping
	Mono<CustomerPayload> archiveCustomer(Input arguments) {
		return CustomerPayload.of(this.customers.archive(arguments.child("input")));
	}

	@MutationMapping
	Mono<CustomerPayload> restoreCustomer(Input arguments) {
		return CustomerPayload.of(this.customers.restore(arguments.child("input")));
	}

	@SubscriptionMapping
	Flux<Change> customerChanged(Input arguments) {
		return this.changes.of("Customer", arguments, CustomerFilters.listed(arguments));
	}

	@SchemaMapping
	@Nullable CompletableFuture<Customer> parent(Customer customer, DataLoader<UUID, Customer> customers) {
		CustomerId parent = customer.profile().parent();
		return (parent == null) ? null : customers.load(parent.value());
	}

	@SchemaMapping
	CompletableFuture<Connection<Customer>> children(Customer customer, Input arguments,
			DataLoader<ChildKey, Connection<Customer>> customerChildren) {
		return customerChildren.load(ChildKey.of(customer.id(), arguments));
	}

	@SchemaMapping
	CompletableFuture<List<Territory>> territories(Customer customer,
			DataLoader<UUID, List<Territory>> customerTerritories) {
		return customerTerritories.load(customer.id().value())
			.thenApply((found) -> (found == null) ? List.<Territory>of() : found);
	}

	@SchemaMapping
	@ForeignKey
	@Nullable CompletableFuture<Member> owner(Customer customer, DataLoader<UUID, Member> members) {
		MemberId owner = customer.profile().owner();
		return (owner == null) ? null : members.load(owner.value());
	}

	@SchemaMapping
	CompletableFuture<Member> createdBy(Customer customer, DataLoader<UUID, Member> members) {
		return members.load(customer.stamp().createdBy());
	}

	@SchemaMapping
	CompletableFuture<Member> updatedBy(Customer customer, DataLoader<UUID, Member> members) {
		return members.load(customer.stamp().updatedBy());
	}

}
