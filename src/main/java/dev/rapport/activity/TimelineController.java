package dev.rapport.activity;

import java.util.concurrent.CompletableFuture;

import org.dataloader.DataLoader;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.graphql.data.method.annotation.SubscriptionMapping;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.contact.Contact;
import dev.rapport.customer.Customer;
import dev.rapport.events.Change;
import dev.rapport.events.Changes;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.PageRequest;
import dev.rapport.member.MemberId;
import dev.rapport.opportunity.Opportunity;
import dev.rapport.persistence.ChildKey;
import dev.rapport.persistence.Connection;
import dev.rapport.persistence.Paging;
import dev.rapport.tenancy.Actors;
import dev.rapport.ticket.Ticket;

/**
 * Activities as they concern somebody. The batch loader {@code activitiesOf} serves the
 * activities of records of any type: its keys name the record.
 */
@Controller
class TimelineController {

	private final Paging paging;

	private final Changes changes;

	TimelineController(Paging paging, Changes changes, BatchLoaderRegistry loaders) {
		this.paging = paging;
		this.changes = changes;
		loaders.<ChildKey, Connection<Activity>>forName("activitiesOf")
			.registerMappedBatchLoader((keys, environment) -> ChildKey.load(keys,
					(arguments, records) -> paging.pages(ActivityRepository.LINKED, "l.target_id", records,
							PageRequest.of(arguments), ActivityFilters.filter(arguments),
							ActivityFilters.linkedOrder(arguments))));
		loaders.<ChildKey, Connection<Activity>>forName("timelineOf")
			.registerMappedBatchLoader((keys, environment) -> ChildKey.load(keys,
					(arguments, customers) -> paging.pages(ActivityRepository.LINKED, "l.target_id", customers,
							PageRequest.of(arguments), ActivityFilters.timeline(arguments),
							ActivityFilters.TIMELINE_ORDER)));
	}

	@QueryMapping
	Mono<Connection<Activity>> agenda(Input arguments) {
		MemberId said = arguments.idOrNull("memberId", MemberId.PREFIX, MemberId::new);
		return Actors.current()
			.map((actor) -> (said != null) ? said : new MemberId(actor.member()))
			.flatMap((member) -> this.paging.page(ActivityRepository.ATTENDED, PageRequest.of(arguments),
					ActivityFilters.agenda(member, arguments), ActivityFilters.AGENDA_ORDER));
	}

	@SubscriptionMapping
	Flux<Change> timelineAppended(Input arguments) {
		return this.changes.of(Activity.AGGREGATE, arguments, ActivityFilters.timelineOf(arguments));
	}

	@SchemaMapping
	CompletableFuture<Connection<Activity>> activities(Customer customer, Input arguments,
			DataLoader<ChildKey, Connection<Activity>> activitiesOf) {
		return activitiesOf.load(ChildKey.of(customer.id(), arguments));
	}

	@SchemaMapping
	CompletableFuture<Connection<Activity>> activities(Contact contact, Input arguments,
			DataLoader<ChildKey, Connection<Activity>> activitiesOf) {
		return activitiesOf.load(ChildKey.of(contact.id(), arguments));
	}

	@SchemaMapping
	CompletableFuture<Connection<Activity>> activities(Opportunity opportunity, Input arguments,
			DataLoader<ChildKey, Connection<Activity>> activitiesOf) {
		return activitiesOf.load(ChildKey.of(opportunity.id(), arguments));
	}

	@SchemaMapping
	CompletableFuture<Connection<Activity>> activities(Ticket ticket, Input arguments,
			DataLoader<ChildKey, Connection<Activity>> activitiesOf) {
		return activitiesOf.load(ChildKey.of(ticket.id(), arguments));
	}

	@SchemaMapping
	CompletableFuture<Connection<Activity>> timeline(Customer customer, Input arguments,
			DataLoader<ChildKey, Connection<Activity>> timelineOf) {
		return timelineOf.load(ChildKey.of(customer.id(), arguments));
	}

}
