package dev.rapport.ticket;

import java.util.Map;

import dev.rapport.contact.ContactId;
import dev.rapport.customer.CustomerId;
import dev.rapport.kernel.Input;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.Condition;
import dev.rapport.persistence.Filters;
import dev.rapport.persistence.Ordering;
import dev.rapport.persistence.Ordering.Sort;

/** What lists of tickets and of their comments can be filtered and sorted by. */
final class TicketFilters {

	private static final Filters TICKETS = new Filters("t.id", "search_ticket").id("id", "t.id", TicketId.PREFIX)
		.keyword("number", "t.number")
		.text("subject", "t.subject_normal")
		.constant("status", "t.status")
		.constant("priority", "t.priority")
		.constant("type", "t.type")
		.constant("channel", "t.channel")
		.reference("customerId", "t.customer_id", CustomerId.PREFIX, "customers")
		.reference("contactId", "t.contact_id", ContactId.PREFIX, "contacts")
		.id("assigneeId", "t.assignee_id", MemberId.PREFIX)
		.instant("createdAt", "t.created_at")
		.instant("updatedAt", "t.updated_at");

	private static final Sort CREATED_AT = new Sort("t.created_at", "timestamptz", false);

	private static final Map<String, Sort> SORTS = Map.of("CREATED_AT", CREATED_AT, "UPDATED_AT",
			new Sort("t.updated_at", "timestamptz", false), "PRIORITY", new Sort("t.priority_rank", "smallint", false),
			"NUMBER", new Sort("t.number", "text", false));

	private static final Ordering NEWEST_FIRST = Ordering.by(CREATED_AT, true, "t.id");

	/** The order of a conversation. */
	static final Ordering COMMENTS_OLDEST_FIRST = Ordering.by(new Sort("k.created_at", "timestamptz", false), false,
			"k.id");

	private TicketFilters() {
	}

	static Condition filter(Input arguments) {
		return TICKETS.parse(arguments.childOrNull("filter"));
	}

	static Ordering order(Input arguments) {
		return Ordering.parse(SORTS, arguments.children("orderBy"), NEWEST_FIRST, "t.id");
	}

	static Condition comments(Input arguments) {
		String visibility = arguments.textOrNull("visibility");
		return (visibility == null) ? Condition.ALWAYS : Condition.equal("visibility", "k.visibility", visibility);
	}

}
