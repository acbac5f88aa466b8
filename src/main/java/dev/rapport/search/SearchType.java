package dev.rapport.search;

import dev.rapport.contact.Contact;
import dev.rapport.customer.Customer;
import dev.rapport.opportunity.Opportunity;
import dev.rapport.ticket.Ticket;

/** What can be found; the database knows the types by the same names. */
enum SearchType {

	CUSTOMER(Customer.class), CONTACT(Contact.class), OPPORTUNITY(Opportunity.class), TICKET(Ticket.class);

	private final Class<?> node;

	SearchType(Class<?> node) {
		this.node = node;
	}

	/** The type of the nodes. */
	Class<?> node() {
		return this.node;
	}

}
