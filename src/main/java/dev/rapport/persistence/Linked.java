package dev.rapport.persistence;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Compares the ids that a node is linked to: one of them must match a positive
 * comparison, none may break a negative one.
 *
 * @param from the links, correlated with the outer row
 * @param term the comparison of one link
 */
record Linked(String from, Condition.Compare term) implements Condition {

	@Override
	public void append(Query query) {
		String links = "exists (select 1 from " + this.from;
		switch (this.term.operator()) {
			case IS_NULL -> query.sql((Boolean.TRUE.equals(this.term.value()) ? "not " : "") + links);
			case NE, NOT_IN -> query.sql("not " + links + " and not ").condition(this.term);
			default -> query.sql(links + " and ").condition(this.term);
		}
		query.sql(")");
	}

	@Override
	public Set<String> facts() {
		return this.term.facts();
	}

	@Override
	public boolean matches(Map<String, @Nullable Object> facts) {
		String name = this.term.field().name();
		List<?> ids = (facts.get(name) instanceof List<?> list) ? list : List.of();
		Stream<?> each = ids.stream();
		return switch (this.term.operator()) {
			case IS_NULL -> this.term.value().equals(ids.isEmpty());
			case NE, NOT_IN -> each.allMatch((id) -> this.term.matches(Map.of(name, id)));
			default -> each.anyMatch((id) -> this.term.matches(Map.of(name, id)));
		};
	}

}
