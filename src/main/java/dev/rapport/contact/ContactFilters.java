package dev.rapport.contact;

import java.util.Map;

import dev.rapport.customer.CustomerId;
import dev.rapport.kernel.Input;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.Condition;
import dev.rapport.persistence.Filters;
import dev.rapport.persistence.Ordering;
import dev.rapport.persistence.Ordering.Sort;

/** What lists of contacts can be filtered and sorted by. */
final class ContactFilters {

	private static final Filters CONTACTS = new Filters("c.id", "search_contact").id("id", "c.id", ContactId.PREFIX)
		.keyword("number", "c.number")
		.text("name", "c.name_normal")
		.id("ownerId", "c.owner_id", MemberId.PREFIX)
		.links("customerId", """
				contact_link k join customer u on u.tenant_id = k.tenant_id and u.id = k.customer_id
				where k.tenant_id = c.tenant_id and k.contact_id = c.id and seen(customers, u)""", "k.customer_id",
				CustomerId.PREFIX)
		.instant("createdAt", "c.created_at")
		.instant("updatedAt", "c.updated_at");

	private static final Sort CREATED_AT = new Sort("c.created_at", "timestamptz", false);

	private static final Map<String, Sort> SORTS = Map.of("NAME", new Sort("c.name_normal", "text", false),
			"CREATED_AT", CREATED_AT, "UPDATED_AT", new Sort("c.updated_at", "timestamptz", false));

	private static final Ordering NEWEST_FIRST = Ordering.by(CREATED_AT, true, "c.id");

	private ContactFilters() {
	}

	/** What the filter of a subscription matches. */
	static Condition filter(Input arguments) {
		return CONTACTS.parse(arguments.childOrNull("filter"));
	}

	/** What the filter of a list matches: live contacts, or archived ones if asked. */
	static Condition listed(Input arguments) {
		return filter(arguments).and(Condition.isNull("archivedAt", "c.archived_at", !arguments.flag("archived")));
	}

	static Ordering order(Input arguments) {
		return Ordering.parse(SORTS, arguments.children("orderBy"), NEWEST_FIRST, "c.id");
	}

}
