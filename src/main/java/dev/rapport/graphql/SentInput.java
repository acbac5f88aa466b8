package dev.rapport.graphql;

import java.util.List;
import java.util.Map;

import graphql.language.ArrayValue;
import graphql.language.EnumValue;
import graphql.language.NullValue;
import graphql.language.ObjectField;
import graphql.language.ObjectValue;
import graphql.language.OperationDefinition;
import graphql.language.VariableDefinition;
import graphql.language.VariableReference;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import org.jspecify.annotations.Nullable;

import dev.rapport.graphql.AccessNeeds.Sent;

/**
 * Walks over what a request sends, in its document and in its variables alike: only what
 * the client itself wrote, without the defaults of the schema.
 */
final class SentInput {

	private final OperationDefinition operation;

	private final Map<String, ? extends @Nullable Object> variables;

	private final Visitor visitor;

	SentInput(OperationDefinition operation, Map<String, ? extends @Nullable Object> variables, Visitor visitor) {
		this.operation = operation;
		this.variables = variables;
		this.visitor = visitor;
	}

	void walk(Sent argument) {
		walk(argument.type(), argument.value(), argument.name());
	}

	private void walk(GraphQLType declared, @Nullable Object value, String path) {
		GraphQLType type = GraphQLTypeUtil.unwrapNonNull(declared);
		if (value instanceof VariableReference variable) {
			variable(type, variable.getName(), path);
		}
		else if (type instanceof GraphQLList list) {
			items(list.getWrappedType(), value, path);
		}
		else if (type instanceof GraphQLInputObjectType object) {
			object(object, value, path);
		}
		else if (type instanceof GraphQLEnumType constants && value != null && !(value instanceof NullValue)) {
			String name = (value instanceof EnumValue constant) ? constant.getName() : value.toString();
			this.visitor.visit(constants.getName() + "." + name, path, true);
		}
	}

	private void variable(GraphQLType type, String name, String path) {
		if (this.variables.containsKey(name)) {
			walk(type, this.variables.get(name), path);
			return;
		}
		this.operation.getVariableDefinitions()
			.stream()
			.filter((definition) -> definition.getName().equals(name))
			.map(VariableDefinition::getDefaultValue)
			.forEach((value) -> walk(type, value, path));
	}

	/** A single value is a list of one. */
	private void items(GraphQLType type, @Nullable Object value, String path) {
		List<?> items = switch (value) {
			case ArrayValue array -> array.getValues();
			case List<?> list -> list;
			case null -> List.of();
			default -> List.of(value);
		};
		for (int i = 0; i < items.size(); i++) {
			walk(type, items.get(i), path + "." + i);
		}
	}

	private void object(GraphQLInputObjectType type, @Nullable Object value, String path) {
		if (value instanceof ObjectValue object) {
			object.getObjectFields().forEach((ObjectField field) -> {
				if (isSent(field.getValue())) {
					field(type, field.getName(), field.getValue(), path);
				}
			});
		}
		else if (value instanceof Map<?, ?> map) {
			map.forEach((name, item) -> field(type, String.valueOf(name), item, path));
		}
	}

	/** A field whose variable was left out is left out itself. */
	private boolean isSent(@Nullable Object value) {
		return !(value instanceof VariableReference variable) || this.variables.containsKey(variable.getName())
				|| this.operation.getVariableDefinitions()
					.stream()
					.anyMatch((definition) -> definition.getName().equals(variable.getName())
							&& definition.getDefaultValue() != null);
	}

	private void field(GraphQLInputObjectType type, String name, @Nullable Object value, String path) {
		GraphQLInputObjectField field = type.getFieldDefinition(name);
		if (field != null) {
			this.visitor.visit(type.getName() + "." + name, path + "." + name, !isNull(value));
			walk(field.getType(), value, path + "." + name);
		}
	}

	private boolean isNull(@Nullable Object value) {
		return value == null || value instanceof NullValue || (value instanceof VariableReference variable
				&& this.variables.containsKey(variable.getName()) && this.variables.get(variable.getName()) == null);
	}

	/** Is shown every input field and constant. */
	interface Visitor {

		/**
		 * Takes one.
		 * @param coordinate the input type and its field, or the enum and its constant
		 * @param path where it was sent, outermost first, dot-separated
		 * @param value whether it was sent with a value other than null
		 */
		void visit(String coordinate, String path, boolean value);

	}

}
