package dev.rapport.activity;

import java.util.List;
import java.util.Map;

import dev.rapport.customer.CustomerId;
import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.Condition;
import dev.rapport.persistence.Filters;
import dev.rapport.persistence.Ordering;
import dev.rapport.persistence.Ordering.Sort;

/** What lists of activities can be filtered and sorted by. */
final class ActivityFilters {

	/** The agenda, the earliest first. */
	static final Ordering AGENDA_ORDER = Ordering.by(time("g.agenda_at"), false, "g.activity_id");

	/** A timeline, the newest first. */
	static final Ordering TIMELINE_ORDER = Ordering.by(time("l.happens_at"), true, "l.activity_id");

	/** The fact that holds the ids of the customers that an activity concerns. */
	static final String CUSTOMERS = "customerIds";

	private static final Ordering NEWEST_FIRST = Ordering.by(time("a.happens_at"), true, "a.id");

	private static final Map<String, Sort> SORTS = Map.of("DUE_AT", new Sort("a.due_at", "timestamptz", true),
			"OCCURRED_AT", new Sort("a.occurred_at", "timestamptz", true), "HAPPENS_AT", time("a.happens_at"),
			"CREATED_AT", time("a.created_at"));

	private static final Filters ACTIVITIES = new Filters("a.id", "search_activity").id("id", "a.id", ActivityId.PREFIX)
		.constant("type", "a.type")
		.constant("status", "a.status")
		.id("ownerId", "a.owner_id", MemberId.PREFIX)
		.text("subject", "a.subject_normal")
		.instant("dueAt", "a.due_at")
		.instant("plannedAt", "a.planned_at")
		.instant("occurredAt", "a.occurred_at")
		.instant("happensAt", "a.happens_at")
		.instant("createdAt", "a.created_at");

	private static final Filters AGENDA = new Filters("a.id", "search_activity")
		.id("memberId", "g.member_id", MemberId.PREFIX)
		.instant("agendaAt", "g.agenda_at");

	private static final Filters TIMELINES = new Filters("a.id", "search_activity").links(CUSTOMERS, """
			activity_link l where l.tenant_id = a.tenant_id and l.activity_id = a.id and l.target_type = 'cus'""",
			"l.target_id", CustomerId.PREFIX);

	private ActivityFilters() {
	}

	/** What the filter of a list or a subscription matches. */
	static Condition filter(Input arguments) {
		return ACTIVITIES.parse(arguments.childOrNull("filter"));
	}

	/** What the filter of a timeline matches; without types, all of them. */
	static Condition timeline(Input arguments) {
		List<String> types = arguments.texts("types");
		return types.isEmpty() ? filter(arguments)
				: filter(arguments).and(ACTIVITIES.parse(Input.of(Map.of("type", Map.of("in", types)))));
	}

	/** What concerns the customer in the argument {@code customerId}. */
	static Condition timelineOf(Input arguments) {
		return TIMELINES.parse(Input.of(Map.of(CUSTOMERS, Map.of("eq", arguments.text("customerId")))));
	}

	/**
	 * What a member has to do from the argument {@code from} on, before the argument
	 * {@code to}.
	 * @throws Problem.Refused with {@code BAD_USER_INPUT} if it ends before it begins
	 */
	static Condition agenda(MemberId member, Input arguments) {
		if (arguments.instant("to").isBefore(arguments.instant("from"))) {
			throw new Problem.Refused(ApiCode.BAD_USER_INPUT, "activity.range");
		}
		return AGENDA.parse(Input.of(Map.of("memberId", Map.of("eq", member.text()), "agendaAt",
				Map.of("gte", arguments.instant("from"), "lt", arguments.instant("to")))));
	}

	static Ordering order(Input arguments) {
		return order(arguments, NEWEST_FIRST);
	}

	/** The order of the activities of one record. */
	static Ordering linkedOrder(Input arguments) {
		return order(arguments, TIMELINE_ORDER);
	}

	private static Ordering order(Input arguments, Ordering standard) {
		return Ordering.parse(SORTS, arguments.children("orderBy"), standard, "a.id");
	}

	private static Sort time(String column) {
		return new Sort(column, "timestamptz", false);
	}

}
