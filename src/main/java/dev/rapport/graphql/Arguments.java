package dev.rapport.graphql;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import graphql.language.Argument;
import graphql.language.ArrayValue;
import graphql.language.BooleanValue;
import graphql.language.Directive;
import graphql.language.DirectivesContainer;
import graphql.language.Field;
import graphql.language.IntValue;
import graphql.language.ObjectField;
import graphql.language.ObjectValue;
import graphql.language.OperationDefinition;
import graphql.language.Value;
import graphql.language.VariableReference;
import graphql.schema.GraphQLAppliedDirective;
import graphql.schema.GraphQLFieldDefinition;
import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.PageRequest;

/**
 * The arguments that decide how much an operation asks for. Their types are not checked
 * yet; what is not as it should be counts as not said, and is refused later.
 */
final class Arguments {

	/** No page size was asked for. */
	static final int NO_PAGE = -1;

	/** Items of a list that has no page size, on average. */
	private static final int UNPAGED = 5;

	private static final String IDS = "ids";

	private static final List<String> PAGES = List.of("first", "last");

	private final Map<String, @Nullable Object> variables = new HashMap<>();

	Arguments(OperationDefinition operation, Map<String, ? extends @Nullable Object> variables) {
		operation.getVariableDefinitions()
			.forEach((variable) -> this.variables.put(variable.getName(), variable.getDefaultValue()));
		this.variables.putAll(variables);
	}

	/** Whether a selection is not left out by {@code @skip} or {@code @include}. */
	boolean includes(DirectivesContainer<?> selection) {
		return !condition(selection, "skip", false) && condition(selection, "include", true);
	}

	private boolean condition(DirectivesContainer<?> selection, String directive, boolean otherwise) {
		List<Directive> found = selection.getDirectives(directive);
		Argument argument = found.isEmpty() ? null : found.getFirst().getArgument("if");
		return (argument != null && value(argument.getValue()) instanceof Boolean condition) ? condition : otherwise;
	}

	/** The page size that holds below a field. */
	int page(Field field, GraphQLFieldDefinition definition, int above) {
		boolean paged = PAGES.stream().anyMatch((name) -> definition.getArgument(name) != null);
		if (!paged) {
			return above;
		}
		return PAGES.stream()
			.map((name) -> argument(field, name))
			.filter(Number.class::isInstance)
			.mapToInt((number) -> Math.clamp(((Number) number).longValue(), 0, PageRequest.MOST))
			.max()
			.orElse(PageRequest.DEFAULT);
	}

	/**
	 * How many items a list may have.
	 * @param page the page size that applies to it
	 * @param paged whether it always is a page
	 */
	int items(Field field, GraphQLFieldDefinition definition, int page, boolean paged) {
		if (page != NO_PAGE) {
			return page;
		}
		if (paged) {
			return PageRequest.DEFAULT;
		}
		GraphQLAppliedDirective expects = definition.getAppliedDirective("expects");
		int usual = (expects == null) ? UNPAGED
				: Objects.requireNonNull(expects.getArgument("items").<Integer>getValue());
		return (argument(field, IDS) instanceof List<?> ids) ? ids.size() : usual;
	}

	/** Whether a field is asked in a way in which kept totals don't answer. */
	boolean recounts(Field field, GraphQLFieldDefinition definition) {
		GraphQLAppliedDirective recounts = definition.getAppliedDirective("recounts");
		if (recounts == null) {
			return false;
		}
		String when = recounts.getArgument("when").getValue();
		String unless = recounts.getArgument("unless").getValue();
		return field.getArguments()
			.stream()
			.filter((argument) -> argument.getName().equals(when))
			.flatMap((argument) -> names(argument.getValue()))
			.anyMatch((name) -> !name.equals(unless));
	}

	/** The names of the fields of an input object. */
	private Stream<String> names(@Nullable Object value) {
		return switch (value) {
			case VariableReference reference -> names(this.variables.get(reference.getName()));
			case ObjectValue literal -> literal.getObjectFields().stream().map(ObjectField::getName);
			case Map<?, ?> object -> object.keySet().stream().map(String::valueOf);
			case null, default -> Stream.empty();
		};
	}

	private @Nullable Object argument(Field field, String name) {
		for (Argument argument : field.getArguments()) {
			if (argument.getName().equals(name)) {
				return value(argument.getValue());
			}
		}
		return null;
	}

	private @Nullable Object value(@Nullable Object value) {
		return switch (value) {
			case null -> null;
			case VariableReference reference -> literal(this.variables.get(reference.getName()));
			default -> literal(value);
		};
	}

	private static @Nullable Object literal(@Nullable Object value) {
		return switch (value) {
			case null -> null;
			case IntValue number -> number.getValue();
			case BooleanValue truth -> truth.isValue();
			case ArrayValue list -> list.getValues();
			case Value<?> _ -> null;
			default -> value;
		};
	}

}
