package dev.rapport.member;

import java.util.Map;

import dev.rapport.kernel.Input;
import dev.rapport.persistence.Condition;
import dev.rapport.persistence.Filters;
import dev.rapport.persistence.Ordering;
import dev.rapport.persistence.Ordering.Sort;

/** What lists of teams can be filtered and sorted by. */
final class TeamFilters {

	private static final Filters TEAMS = new Filters("t.id", "search_team").id("id", "t.id", TeamId.PREFIX)
		.text("name", "t.name_normal")
		.id("parentId", "t.parent_id", TeamId.PREFIX);

	private static final Sort NAME = new Sort("t.name_normal", "text", false);

	private static final Map<String, Sort> SORTS = Map.of("NAME", NAME, "CREATED_AT",
			new Sort("t.created_at", "timestamptz", false));

	private static final Ordering BY_NAME = Ordering.by(NAME, false, "t.id");

	private TeamFilters() {
	}

	/** What the filter of a subscription matches. */
	static Condition filter(Input arguments) {
		return TEAMS.parse(arguments.childOrNull("filter"));
	}

	/** What the filter of a list matches: live teams, or archived ones if asked. */
	static Condition listed(Input arguments) {
		return filter(arguments).and(Condition.isNull("archivedAt", "t.archived_at", !arguments.flag("archived")));
	}

	static Ordering order(Input arguments) {
		return Ordering.parse(SORTS, arguments.children("orderBy"), BY_NAME, "t.id");
	}

}
