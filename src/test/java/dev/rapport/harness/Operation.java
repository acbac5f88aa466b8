package dev.rapport.harness;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLTypeUtil;

/**
 * One operation as a client sends it.
 *
 * @param extensions what goes beside it, for instance an idempotency key
 */
record Operation(String document, Map<String, Object> variables, Map<String, Object> extensions) {

	/** An operation over one root field, its arguments as variables. */
	static Operation of(Shape.Root root, Map<String, Object> arguments, String selection, String directive) {
		StringBuilder declared = new StringBuilder();
		StringBuilder passed = new StringBuilder();
		for (GraphQLArgument argument : root.field().getArguments()) {
			if (arguments.containsKey(argument.getName())) {
				declared.append(" $").append(argument.getName()).append(": ");
				declared.append(GraphQLTypeUtil.simplePrint(argument.getType()));
				passed.append(' ').append(argument.getName()).append(": $").append(argument.getName());
			}
		}
		String head = declared.isEmpty() ? "" : "(" + declared.substring(1) + ")";
		String call = passed.isEmpty() ? "" : "(" + passed.substring(1) + ")";
		return new Operation(root.operation() + head + directive + " { " + root.name() + call + selection + " }",
				new LinkedHashMap<>(arguments), Map.of());
	}

	boolean isSubscription() {
		return this.document.startsWith("subscription");
	}

	boolean isMutation() {
		return this.document.startsWith("mutation");
	}

	Operation keyed(String key) {
		return new Operation(this.document, this.variables, Map.of("idempotencyKey", key));
	}

	/** The document under variables with one text in place of another. */
	Operation replacing(String text, String other) {
		@SuppressWarnings("unchecked")
		Map<String, Object> variables = (Map<String, Object>) replaced(this.variables, text, other);
		return new Operation(this.document.replace(text, other), variables, this.extensions);
	}

	private static Object replaced(Object value, String text, String other) {
		return switch (value) {
			case Map<?, ?> map -> {
				Map<Object, Object> copy = new LinkedHashMap<>();
				map.forEach((key, inner) -> copy.put(key, (inner == null) ? null : replaced(inner, text, other)));
				yield copy;
			}
			case List<?> list -> list.stream().map((inner) -> replaced(inner, text, other)).toList();
			case String string -> string.replace(text, other);
			default -> value;
		};
	}

}
