package dev.rapport.opportunity;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import org.springframework.stereotype.Controller;

import dev.rapport.catalog.Product;
import dev.rapport.catalog.ProductId;
import dev.rapport.contact.Contact;
import dev.rapport.customer.Customer;
import dev.rapport.customer.CustomerId;
import dev.rapport.events.Change;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.PageRequest;
import dev.rapport.member.Member;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.ChildKey;
import dev.rapport.persistence.Connection;
import dev.rapport.persistence.ForeignKey;
import dev.rapport.persistence.Paging;
import dev.rapport.pipeline.Pipeline;
import dev.rapport.pipeline.Stage;

/**
 * The relations of opportunities, in both directions; each level of a query costs one
 * statement.
 */
@Controller
class OpportunityFields {

	OpportunityFields(Paging paging, StageHistoryRepository history, BatchLoaderRegistry loaders) {
		below("customerOpportunities", "o.customer_id", paging, loaders);
		below("memberOpportunities", "o.owner_id", paging, loaders);
		loaders.<ChildKey, Connection<Opportunity>>forName("stageOpportunities")
			.registerMappedBatchLoader((keys, environment) -> ChildKey.load(keys,
					(arguments, parents) -> paging.pages(OpportunityRepository.LISTING, "o.stage_id", parents,
							PageRequest.of(arguments), OpportunityFilters.listed(arguments),
							OpportunityFilters.cards(arguments))));
		loaders.<ChildKey, Connection<Opportunity>>forName("contactOpportunities")
			.registerMappedBatchLoader((keys, environment) -> ChildKey.load(keys,
					(arguments, parents) -> paging.pages(OpportunityRepository.OF_CONTACT, "r.contact_id", parents,
							PageRequest.of(arguments), OpportunityFilters.listed(arguments),
							OpportunityFilters.order(arguments))));
		loaders.<UUID, List<StageHistoryRepository.Entry>>forName("stageHistories")
			.registerMappedBatchLoader((ids, environment) -> history.of(ids));
	}

	private static void below(String name, String parent, Paging paging, BatchLoaderRegistry loaders) {
		loaders.<ChildKey, Connection<Opportunity>>forName(name)
			.registerMappedBatchLoader((keys, environment) -> ChildKey.load(keys,
					(arguments, parents) -> paging.pages(OpportunityRepository.LISTING, parent, parents,
							PageRequest.of(arguments), OpportunityFilters.listed(arguments),
							OpportunityFilters.order(arguments))));
	}

	@SchemaMapping
	CompletableFuture<Connection<Opportunity>> opportunities(Customer customer, Input arguments,
			DataLoader<ChildKey, Connection<Opportunity>> customerOpportunities) {
		return customerOpportunities.load(ChildKey.of(customer.id(), arguments));
	}

	@SchemaMapping
	CompletableFuture<Connection<Opportunity>> opportunities(Member member, Input arguments,
			DataLoader<ChildKey, Connection<Opportunity>> memberOpportunities) {
		return memberOpportunities.load(ChildKey.of(member.id(), arguments));
	}

	@SchemaMapping
	CompletableFuture<Connection<Opportunity>> opportunities(Contact contact, Input arguments,
			DataLoader<ChildKey, Connection<Opportunity>> contactOpportunities) {
		return contactOpportunities.load(ChildKey.of(contact.id(), arguments));
	}

	@SchemaMapping
	CompletableFuture<Connection<Opportunity>> opportunities(Stage stage, Input arguments,
			DataLoader<ChildKey, Connection<Opportunity>> stageOpportunities) {
		return stageOpportunities.load(ChildKey.of(stage.id(), arguments));
	}

	@SchemaMapping
	@Nullable CompletableFuture<Customer> customer(Opportunity opportunity, DataLoader<UUID, Customer> customers) {
		CustomerId customer = opportunity.terms().customer();
		return (customer == null) ? null : customers.load(customer.value());
	}

	@SchemaMapping
	@ForeignKey
	CompletableFuture<Pipeline> pipeline(Opportunity opportunity, DataLoader<UUID, Pipeline> pipelines) {
		return pipelines.load(opportunity.standing().pipeline().value());
	}

	@SchemaMapping
	@ForeignKey
	CompletableFuture<Stage> stage(Opportunity opportunity, DataLoader<UUID, Stage> stages) {
		return stages.load(opportunity.standing().stage().value());
	}

	@SchemaMapping
	int probability(Opportunity opportunity) {
		return opportunity.standing().probability();
	}

	@SchemaMapping
	@Nullable LocalDate expectedCloseDate(Opportunity opportunity) {
		return opportunity.terms().expectedCloseDate();
	}

	@SchemaMapping
	@ForeignKey
	@Nullable CompletableFuture<Member> owner(Opportunity opportunity, DataLoader<UUID, Member> members) {
		MemberId owner = opportunity.terms().owner();
		return (owner == null) ? null : members.load(owner.value());
	}

	@SchemaMapping
	@Nullable String nextStep(Opportunity opportunity) {
		return opportunity.terms().nextStep();
	}

	@SchemaMapping
	@Nullable String competitor(Opportunity opportunity) {
		return opportunity.terms().competitor();
	}

	@SchemaMapping
	@Nullable String lostReason(Opportunity opportunity) {
		return opportunity.standing().lostReason();
	}

	@SchemaMapping
	List<OpportunityLine> lines(Opportunity opportunity) {
		return opportunity.terms().lines();
	}

	@SchemaMapping
	List<ContactRole> contactRoles(Opportunity opportunity) {
		return opportunity.terms().contactRoles();
	}

	@SchemaMapping
	CompletableFuture<List<StageHistoryRepository.Entry>> stageHistory(Opportunity opportunity,
			DataLoader<UUID, List<StageHistoryRepository.Entry>> stageHistories) {
		return stageHistories.load(opportunity.id().value());
	}

	@SchemaMapping
	Instant stageEnteredAt(Opportunity opportunity) {
		return opportunity.standing().enteredAt();
	}

	@SchemaMapping
	@Nullable Instant closedAt(Opportunity opportunity) {
		return opportunity.standing().closedAt();
	}

	@SchemaMapping
	int reopenCount(Opportunity opportunity) {
		return opportunity.standing().reopenCount();
	}

	@SchemaMapping
	List<String> tags(Opportunity opportunity) {
		return opportunity.terms().tags();
	}

	@SchemaMapping
	CompletableFuture<Member> createdBy(Opportunity opportunity, DataLoader<UUID, Member> members) {
		return members.load(opportunity.stamp().createdBy());
	}

	@SchemaMapping
	CompletableFuture<Member> updatedBy(Opportunity opportunity, DataLoader<UUID, Member> members) {
		return members.load(opportunity.stamp().updatedBy());
	}

	@SchemaMapping
	@Nullable CompletableFuture<Product> product(OpportunityLine line, DataLoader<UUID, Product> products) {
		ProductId product = line.product();
		return (product == null) ? null : products.load(product.value());
	}

	@SchemaMapping
	CompletableFuture<Contact> contact(ContactRole role, DataLoader<UUID, Contact> contacts) {
		return contacts.load(role.contact().value());
	}

	@SchemaMapping(typeName = "StageHistoryEntry")
	CompletableFuture<Stage> stage(StageHistoryRepository.Entry entry, DataLoader<UUID, Stage> stages) {
		return stages.load(entry.stage().value());
	}

	@SchemaMapping(typeName = "StageHistoryEntry")
	CompletableFuture<Member> movedBy(StageHistoryRepository.Entry entry, DataLoader<UUID, Member> members) {
		return members.load(entry.movedBy().value());
	}

	@SchemaMapping
	CompletableFuture<Stage> stage(StageDelta delta, DataLoader<UUID, Stage> stages) {
		return stages.load(delta.stage());
	}

	@SchemaMapping(typeName = "PipelineChange")
	List<StageDelta> deltas(Change change) {
		return StageDelta.of(change);
	}

}
