package dev.rapport.graphql;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;

/**
 * How far a document unfolds once its fragments are put in their places. Each fragment is
 * measured once, so a small document that unfolds without end is found out quickly.
 */
final class Expansion {

	/** The deepest nesting of fields. */
	static final int DEPTH = 12;

	/** The most fields, fragments unfolded. */
	static final int SELECTIONS = 3_000;

	/** How much deeper questions about the schema may go: tools ask so. */
	private static final int INTROSPECTION_DEPTH = 8;

	/** The fields of such questions weigh more, as they lead back to themselves. */
	private static final int INTROSPECTION_WEIGHT = 6;

	private static final Set<String> INTROSPECTION = Set.of("__schema", "__type");

	private static final long ENDLESS = 1_000_000_000;

	private static final Extent NOTHING = new Extent(0, 0);

	private final Map<String, FragmentDefinition> fragments = new HashMap<>();

	private final Map<String, Extent> measured = new HashMap<>();

	private final Set<String> open = new HashSet<>();

	private final Document document;

	private final boolean introspection;

	Expansion(Document document, boolean introspection) {
		this.document = document;
		this.introspection = introspection;
	}

	/**
	 * Lets a document pass that stays within the limits.
	 * @throws Problem.Refused if it does not, or has no extent at all
	 */
	void check() {
		for (FragmentDefinition fragment : this.document.getDefinitionsOfType(FragmentDefinition.class)) {
			if (this.fragments.put(fragment.getName(), fragment) != null) {
				throw invalid("document.fragment.twice", fragment.getName());
			}
		}
		// a fragment may be part of a question about the schema; where it is used decides
		this.fragments.keySet().forEach((name) -> bounded(fragment(name), DEPTH + INTROSPECTION_DEPTH));
		Extent all = NOTHING;
		for (OperationDefinition operation : this.document.getDefinitionsOfType(OperationDefinition.class)) {
			all = all.beside(extent(operation.getSelectionSet()));
		}
		bounded(all, DEPTH);
	}

	private static void bounded(Extent extent, int depth) {
		if (extent.depth() > depth) {
			throw new Problem.Refused(ApiCode.QUERY_TOO_DEEP, "document.depth", extent.depth(), depth);
		}
		DocumentCheck.atMost(extent.selections(), SELECTIONS, "document.selections");
	}

	private Extent extent(@Nullable SelectionSet set) {
		Extent extent = NOTHING;
		if (set != null) {
			for (Selection<?> selection : set.getSelections()) {
				extent = extent.beside(extent(selection));
			}
		}
		return extent;
	}

	private Extent extent(Selection<?> selection) {
		return switch (selection) {
			case Field field when INTROSPECTION.contains(field.getName()) -> asked(extent(field.getSelectionSet()));
			case Field field -> extent(field.getSelectionSet()).below();
			case InlineFragment inline -> extent(inline.getSelectionSet());
			case FragmentSpread spread -> fragment(spread.getName());
			default -> NOTHING;
		};
	}

	private Extent asked(Extent extent) {
		if (!this.introspection) {
			throw new Problem.Refused(ApiCode.FORBIDDEN, "document.introspection");
		}
		return new Extent(Math.min(ENDLESS, extent.selections() * INTROSPECTION_WEIGHT),
				Math.max(0, extent.depth() - INTROSPECTION_DEPTH))
			.below();
	}

	/** Unknown fragments have no extent; validation will tell. */
	private Extent fragment(String name) {
		Extent known = this.measured.get(name);
		FragmentDefinition fragment = this.fragments.get(name);
		if (known != null || fragment == null) {
			return (known != null) ? known : NOTHING;
		}
		if (!this.open.add(name)) {
			throw invalid("document.fragment.circular", name);
		}
		Extent extent = extent(fragment.getSelectionSet());
		this.open.remove(name);
		this.measured.put(name, extent);
		return extent;
	}

	private static Problem invalid(String problem, String fragment) {
		return new Problem.Refused(ApiCode.GRAPHQL_VALIDATION_FAILED, problem, fragment);
	}

	private record Extent(long selections, int depth) {

		Extent beside(Extent other) {
			return new Extent(Math.min(ENDLESS, this.selections + other.selections), Math.max(this.depth, other.depth));
		}

		Extent below() {
			return new Extent(this.selections + 1, this.depth + 1);
		}

	}

}
