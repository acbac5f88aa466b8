package dev.rapport.graphql;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

import graphql.execution.DataFetcherResult;
import graphql.schema.DataFetcher;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLOutputType;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import org.jspecify.annotations.Nullable;

/** What stands between a field and a caller who may not have all of it. */
interface Sifter {

	/** The fetcher of a field as it is for such a caller. */
	DataFetcher<?> sift(DataFetcher<?> fetcher);

	/** Nothing: null, or an empty list. The field is not even fetched. */
	static Sifter hiding(GraphQLFieldDefinition field) {
		Object nothing = isList(field.getType()) ? List.of() : null;
		return (fetcher) -> (environment) -> nothing;
	}

	/** Texts in part. */
	static Sifter masking() {
		return changing((value) -> (value == null) ? null : Mask.of(value.toString()), true);
	}

	/** Only values that the caller may have; the change makes the others null. */
	static Sifter leaving(GraphQLFieldDefinition field, UnaryOperator<@Nullable Object> change) {
		GraphQLType list = GraphQLTypeUtil.unwrapNonNull(field.getType());
		return changing(change,
				!(list instanceof GraphQLList items) || GraphQLTypeUtil.isNullable(items.getWrappedType()));
	}

	private static Sifter changing(UnaryOperator<@Nullable Object> change, boolean keepsNulls) {
		return (fetcher) -> (environment) -> changed(fetcher.get(environment), change, keepsNulls);
	}

	private static @Nullable Object changed(@Nullable Object value, UnaryOperator<@Nullable Object> change,
			boolean keepsNulls) {
		return switch (value) {
			case CompletionStage<?> later -> later.thenApply((known) -> changed(known, change, keepsNulls));
			case DataFetcherResult<?> result -> result.map((data) -> changed(data, change, keepsNulls));
			case Iterable<?> items -> items(items, change, keepsNulls);
			case null, default -> change.apply(value);
		};
	}

	private static List<@Nullable Object> items(Iterable<?> items, UnaryOperator<@Nullable Object> change,
			boolean keepsNulls) {
		List<@Nullable Object> changed = new ArrayList<>();
		for (Object item : items) {
			Object left = change.apply(item);
			if (left != null || keepsNulls) {
				changed.add(left);
			}
		}
		return changed;
	}

	/** Whether a value of this type is a list. */
	static boolean isList(GraphQLOutputType type) {
		return GraphQLTypeUtil.isList(GraphQLTypeUtil.unwrapNonNull(type));
	}

}
