package dev.rapport.graphql;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.ArrayValue;
import graphql.language.BooleanValue;
import graphql.language.EnumValue;
import graphql.language.FloatValue;
import graphql.language.IntValue;
import graphql.language.NullValue;
import graphql.language.ObjectValue;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.language.VariableReference;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.CoercingParseValueException;
import graphql.schema.CoercingSerializeException;
import graphql.schema.GraphQLScalarType;
import org.jspecify.annotations.Nullable;

/** The scalar {@code JSONObject}: any JSON object, as maps, lists and plain values. */
final class JsonObjectScalar implements Coercing<Map<?, ?>, Map<?, ?>> {

	static final GraphQLScalarType TYPE = GraphQLScalarType.newScalar()
		.name("JSONObject")
		.coercing(new JsonObjectScalar())
		.build();

	private JsonObjectScalar() {
	}

	@Override
	public Map<?, ?> serialize(Object value, GraphQLContext context, Locale locale) {
		if (value instanceof Map<?, ?> map) {
			return map;
		}
		throw new CoercingSerializeException("Not a JSONObject");
	}

	@Override
	public Map<?, ?> parseValue(Object input, GraphQLContext context, Locale locale) {
		if (input instanceof Map<?, ?> map) {
			return map;
		}
		throw new CoercingParseValueException("JSONObject must be an object");
	}

	@Override
	public Map<?, ?> parseLiteral(Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
		if (input instanceof ObjectValue object) {
			return object(object, variables);
		}
		throw new CoercingParseLiteralException("JSONObject must be an object");
	}

	private static Map<String, @Nullable Object> object(ObjectValue object, CoercedVariables variables) {
		Map<String, @Nullable Object> map = new LinkedHashMap<>();
		object.getObjectFields().forEach((field) -> map.put(field.getName(), plain(field.getValue(), variables)));
		return map;
	}

	private static @Nullable Object plain(Value<?> value, CoercedVariables variables) {
		return switch (value) {
			case NullValue ignored -> null;
			case ObjectValue object -> object(object, variables);
			case ArrayValue array -> array.getValues().stream().map((item) -> plain(item, variables)).toList();
			case StringValue text -> text.getValue();
			case BooleanValue flag -> flag.isValue();
			case IntValue number -> number.getValue();
			case FloatValue number -> number.getValue();
			case EnumValue constant -> constant.getName();
			case VariableReference reference -> variables.get(reference.getName());
			default -> throw new CoercingParseLiteralException("Not JSON");
		};
	}

}
