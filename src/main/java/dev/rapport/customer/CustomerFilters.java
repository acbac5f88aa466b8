package dev.rapport.customer;

import java.util.Map;

import dev.rapport.kernel.Input;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.Condition;
import dev.rapport.persistence.Filters;
import dev.rapport.persistence.Ordering;
import dev.rapport.persistence.Ordering.Sort;

/** What lists of customers can be filtered and sorted by. */
final class CustomerFilters {

	private static final Filters CUSTOMERS = filters("c").relation("children",
			"customer k where k.tenant_id = c.tenant_id and k.parent_id = c.id and k.archived_at is null and seen(customers, k)",
			filters("k"));

	private static final Sort CREATED_AT = new Sort("c.created_at", "timestamptz", false);

	private static final Map<String, Sort> SORTS = Map.of("NAME", new Sort("c.name_normal", "text", false),
			"CREATED_AT", CREATED_AT, "UPDATED_AT", new Sort("c.updated_at", "timestamptz", false), "EMPLOYEES",
			new Sort("c.employees", "int", true));

	private static final Ordering NEWEST_FIRST = Ordering.by(CREATED_AT, true, "c.id");

	private CustomerFilters() {
	}

	/** What the filter of a subscription matches. */
	static Condition filter(Input arguments) {
		return CUSTOMERS.parse(arguments.childOrNull("filter"));
	}

	/** What the filter of a list matches: live customers, or archived ones if asked. */
	static Condition listed(Input arguments) {
		return filter(arguments).and(Condition.isNull("archivedAt", "c.archived_at", !arguments.flag("archived")));
	}

	static Ordering order(Input arguments) {
		return Ordering.parse(SORTS, arguments.children("orderBy"), NEWEST_FIRST, "c.id");
	}

	private static Filters filters(String alias) {
		return new Filters(alias + ".id", "search_customer").id("id", alias + ".id", CustomerId.PREFIX)
			.keyword("number", alias + ".number")
			.text("name", alias + ".name_normal")
			.constant("kind", alias + ".kind")
			.constant("status", alias + ".status")
			.scannedText("industry", alias + ".industry_normal")
			.id("ownerId", alias + ".owner_id", MemberId.PREFIX)
			.reference("parentId", alias + ".parent_id", CustomerId.PREFIX, "customers")
			.integer("employees", alias + ".employees")
			.instant("createdAt", alias + ".created_at")
			.instant("updatedAt", alias + ".updated_at");
	}

}
