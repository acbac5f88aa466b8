package dev.rapport.member;

import java.util.Map;

import dev.rapport.kernel.Input;
import dev.rapport.persistence.Condition;
import dev.rapport.persistence.Filters;
import dev.rapport.persistence.Ordering;
import dev.rapport.persistence.Ordering.Sort;

/** What lists of members can be filtered and sorted by. */
final class MemberFilters {

	private static final Filters MEMBERS = new Filters("m.id", "search_member").id("id", "m.id", MemberId.PREFIX)
		.text("name", "m.name_normal")
		.text("email", "m.email_normal", "search_member_email")
		.flag("active", "m.active")
		.id("teamId", "m.team_id", TeamId.PREFIX)
		.instant("createdAt", "m.created_at");

	private static final Sort NAME = new Sort("m.name_normal", "text", false);

	private static final Map<String, Sort> SORTS = Map.of("NAME", NAME, "CREATED_AT",
			new Sort("m.created_at", "timestamptz", false));

	private static final Ordering BY_NAME = Ordering.by(NAME, false, "m.id");

	private MemberFilters() {
	}

	static Condition filter(Input arguments) {
		return MEMBERS.parse(arguments.childOrNull("filter"));
	}

	static Ordering order(Input arguments) {
		return Ordering.parse(SORTS, arguments.children("orderBy"), BY_NAME, "m.id");
	}

}
