package dev.rapport.graphql;

import java.util.HashSet;
import java.util.Set;

import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLTypeUtil;
import org.jspecify.annotations.Nullable;

import dev.rapport.persistence.NodeSource;

/**
 * Where a sketch of a node will do: where nothing is selected of it but what sketches
 * show.
 *
 * @param loader the batch loader of the sketches
 * @param type the type of the nodes in the schema
 * @param shown the names of the fields that sketches show
 */
record Sketch(String loader, String type, Set<String> shown) {

	/** Those of a source; null if it has none. */
	static @Nullable Sketch of(NodeSource<?> source) {
		if (source.sketched().isEmpty()) {
			return null;
		}
		Set<String> shown = new HashSet<>(source.sketched());
		shown.add("__typename");
		return new Sketch(loader(source.type()), source.type().getSimpleName(), Set.copyOf(shown));
	}

	/** What the batch loader of the sketches of a type is named. */
	static String loader(Class<?> type) {
		return type.getName() + " sketched";
	}

	/**
	 * Whether it will do for a field: the field shows the node itself, not something that
	 * is found out with its help.
	 */
	boolean suffices(DataFetchingEnvironment field) {
		return GraphQLTypeUtil.unwrapAll(field.getFieldType()) instanceof GraphQLObjectType object
				&& object.getName().equals(this.type)
				&& field.getMergedField()
					.getFields()
					.stream()
					.allMatch((selected) -> shows(selected.getSelectionSet(), field));
	}

	private boolean shows(SelectionSet set, DataFetchingEnvironment environment) {
		return set.getSelections().stream().allMatch((selection) -> switch (selection) {
			case InlineFragment inline -> shows(inline.getSelectionSet(), environment);
			case FragmentSpread spread -> shows(environment.getFragmentsByName().get(spread.getName()));
			default -> shows(selection);
		});
	}

	/** Only if it spreads no other: following those could go on for long. */
	private boolean shows(@Nullable FragmentDefinition fragment) {
		return fragment != null && fragment.getSelectionSet().getSelections().stream().allMatch(this::shows);
	}

	private boolean shows(Selection<?> selection) {
		return selection instanceof Field field && this.shown.contains(field.getName());
	}

}
