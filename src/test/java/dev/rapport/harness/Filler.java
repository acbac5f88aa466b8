package dev.rapport.harness;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLInputType;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;

/**
 * Fills arguments and inputs of any shape with valid values.
 *
 * @param full whether what is optional is sent too
 */
record Filler(Shape shape, Voice voice, RandomGenerator random, boolean full) {

	private static final int DEEPEST = 3;

	/** The value of an argument. */
	Object argument(GraphQLArgument argument, String own) {
		return value(argument.getType(), argument.getName(), own, own, 0);
	}

	/** The value of an input field. */
	Object value(GraphQLInputType type, String field, String within, String own, int depth) {
		GraphQLType bare = GraphQLTypeUtil.unwrapNonNull(type);
		if (GraphQLTypeUtil.isList(bare)) {
			GraphQLType item = GraphQLTypeUtil.unwrapOne(bare);
			return (GraphQLTypeUtil.unwrapAll(item) instanceof GraphQLEnumType && !(type instanceof GraphQLNonNull))
					? List.of() : List.of(Shape.name(item).equals("String") ? word(field, within)
							: value((GraphQLInputType) item, field, within, own, depth));
		}
		return switch (bare) {
			case GraphQLInputObjectType input -> object(input, own, depth);
			case GraphQLEnumType constants -> constants.getValues().getFirst().getName();
			default -> scalar(Shape.name(bare), field, within, own);
		};
	}

	/**
	 * An input object: what is required, the texts of a change, whatever the version; and
	 * all else where this is full.
	 */
	Map<String, Object> object(GraphQLInputObjectType type, String own, int depth) {
		Map<String, Object> object = new LinkedHashMap<>();
		String within = (depth == 0) ? own : type.getName().replaceFirst("Input$", "");
		boolean changes = type.getFieldDefinition("id") != null && type.getFieldDefinition("version") != null;
		for (GraphQLInputObjectField field : type.getFieldDefinitions()) {
			boolean optional = this.full && depth < DEEPEST
					&& !Set.of("id", "postalPrefix", "recordIds").contains(field.getName());
			boolean text = changes && Shape.name(field.getType()).equals("String");
			if (changes && field.getName().equals("version")) {
				object.put("version", null);
			}
			else if (required(field) || optional || text) {
				object.put(field.getName(), value(field.getType(), field.getName(), within, own, depth + 1));
			}
		}
		if (object.containsKey("value") && object.containsKey("kind")) {
			object.put("kind", "EMAIL");
			object.put("value", email(within + ".value"));
		}
		return object;
	}

	static boolean required(GraphQLInputObjectField field) {
		return field.getType() instanceof GraphQLNonNull && !field.hasSetDefaultValue();
	}

	/** One of a list of texts; where only some are known, a known one. */
	private Object word(String field, String within) {
		return switch (field) {
			case "roles" -> "REP";
			case "types" -> "Customer";
			case "fields" -> "name";
			default -> scalar("String", field, within, within);
		};
	}

	private Object scalar(String type, String field, String within, String own) {
		return switch (type) {
			case "ID" -> this.voice.id(field, this.shape.target(field, own));
			case "Int" -> field.contains("Year") ? 1_990 : this.random.nextInt(2, 90);
			case "Boolean" -> false;
			case "DateTime" -> this.voice.day() + "T08:30:00.000Z";
			case "Date" -> this.voice.day();
			case "Duration" -> "PT30M";
			case "Decimal" -> this.voice.figure();
			case "EmailAddress" -> email(within + "." + field);
			case "PhoneNumber" -> "+86" + this.voice.figure();
			case "URL" -> "https://canary.example/" + email("").replace('@', '/');
			case "CurrencyCode" -> "CNY";
			case "CountryCode" -> "CN";
			case "Locale" -> "en";
			case "JSONObject" -> Map.of("key", this.voice.text(within + "." + field));
			default -> field.equals("key") ? "K" + this.voice.figure() : this.voice.text(within + "." + field);
		};
	}

	/** An address of ASCII letters only. */
	private String email(String coordinate) {
		return this.voice.text(coordinate).replaceAll("[^a-z0-9]", "") + "@canary.example";
	}

}
