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

	private static final Set<String> NODES = Set.of("nodes", "node");

	private static final Set<String> CONNECTION = Set.of("nodes", "edges", "pageInfo", "totalCount");

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

	/**
	 * Whether sketches will do for the nodes of a list, or of the lists that a field
	 * hands its arguments on to. Finds them by name, so it may find too many, but not too
	 * few.
	 */
	boolean sufficesBelow(DataFetchingEnvironment field) {
		return field.getMergedField()
			.getFields()
			.stream()
			.allMatch((selected) -> showsBelow(selected.getSelectionSet(), field));
	}

	private boolean showsBelow(@Nullable SelectionSet set, DataFetchingEnvironment environment) {
		return set == null || set.getSelections()
			.stream()
			.allMatch((selection) -> selection instanceof Field field && (NODES.contains(field.getName())
					? shows(field.getSelectionSet(), environment) : showsBelow(field.getSelectionSet(), environment)));
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

	/** A list below a node asks for no more than the node's id. */
	private boolean shows(Selection<?> selection) {
		return selection instanceof Field field && (this.shown.contains(field.getName()) || isList(field));
	}

	private static boolean isList(Field field) {
		return field.getSelectionSet() != null && field.getSelectionSet()
			.getSelections()
			.stream()
			.allMatch((selection) -> selection instanceof Field part && CONNECTION.contains(part.getName()));
	}

}
