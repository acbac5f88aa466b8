package dev.rapport.contact;

import java.time.Clock;
import java.time.LocalDate;
import java.util.concurrent.CompletableFuture;

import org.dataloader.DataLoader;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import org.springframework.stereotype.Controller;

import dev.rapport.customer.Customer;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.PageRequest;
import dev.rapport.persistence.ChildKey;
import dev.rapport.persistence.Condition;
import dev.rapport.persistence.Connection;
import dev.rapport.persistence.Paging;

/** The contacts of a customer: those that are linked to it today. */
@Controller
class CustomerContactsController {

	private final Clock clock;

	CustomerContactsController(Paging paging, BatchLoaderRegistry loaders, Clock clock) {
		this.clock = clock;
		loaders.<ChildKey, Connection<Contact>>forName("customerContacts")
			.registerMappedBatchLoader((keys, environment) -> ChildKey.load(keys,
					(arguments, customers) -> paging.pages(ContactRepository.OF_CUSTOMERS, "o.customer_id", customers,
							PageRequest.of(arguments), current(arguments), ContactFilters.order(arguments))));
	}

	@SchemaMapping
	CompletableFuture<Connection<Contact>> contacts(Customer customer, Input arguments,
			DataLoader<ChildKey, Connection<Contact>> customerContacts) {
		return customerContacts.load(ChildKey.of(customer.id(), arguments));
	}

	private Condition current(Input arguments) {
		return ContactFilters.listed(arguments).and(new LinkedOn(LocalDate.now(this.clock)));
	}

}
