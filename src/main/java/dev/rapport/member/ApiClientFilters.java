package dev.rapport.member;

import java.util.Map;

import dev.rapport.kernel.Input;
import dev.rapport.persistence.Condition;
import dev.rapport.persistence.Filters;
import dev.rapport.persistence.Ordering;
import dev.rapport.persistence.Ordering.Sort;

/** What lists of clients can be filtered and sorted by, and those of their keys. */
final class ApiClientFilters {

	private static final Filters CLIENTS = new Filters("m.id", "search_member").id("id", "m.id", ApiClientId.PREFIX)
		.text("name", "m.name_normal")
		.flag("active", "m.active");

	private static final Sort NAME = new Sort("m.name_normal", "text", false);

	private static final Map<String, Sort> SORTS = Map.of("NAME", NAME, "CREATED_AT",
			new Sort("m.created_at", "timestamptz", false));

	private static final Ordering BY_NAME = Ordering.by(NAME, false, "m.id");

	/** Keys have one order: the newest first. */
	static final Ordering NEWEST_KEY_FIRST = Ordering.by(new Sort("k.created_at", "timestamptz", false), true, "k.id");

	private ApiClientFilters() {
	}

	static Condition filter(Input arguments) {
		return CLIENTS.parse(arguments.childOrNull("filter"));
	}

	static Ordering order(Input arguments) {
		return Ordering.parse(SORTS, arguments.children("orderBy"), BY_NAME, "m.id");
	}

}
