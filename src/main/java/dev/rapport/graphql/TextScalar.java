package dev.rapport.graphql;

import java.util.Locale;
import java.util.function.Function;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.CoercingParseValueException;
import graphql.schema.CoercingSerializeException;
import graphql.schema.GraphQLScalarType;

/**
 * A scalar that travels as a string: a reader that refuses what is malformed, and a
 * writer.
 */
final class TextScalar<T> implements Coercing<T, String> {

	/** The longest text of a scalar. */
	private static final int LONGEST = 2_048;

	private final String name;

	private final Class<T> type;

	private final Function<String, T> reader;

	private final Function<T, String> writer;

	private TextScalar(String name, Class<T> type, Function<String, T> reader, Function<T, String> writer) {
		this.name = name;
		this.type = type;
		this.reader = reader;
		this.writer = writer;
	}

	/**
	 * A scalar.
	 * @param reader throws an {@link IllegalArgumentException} or a
	 * {@link java.time.DateTimeException} for what it refuses
	 */
	static <T> GraphQLScalarType of(String name, Class<T> type, Function<String, T> reader,
			Function<T, String> writer) {
		return GraphQLScalarType.newScalar().name(name).coercing(new TextScalar<>(name, type, reader, writer)).build();
	}

	@Override
	public String serialize(Object value, GraphQLContext context, Locale locale) {
		if (this.type.isInstance(value)) {
			return this.writer.apply(this.type.cast(value));
		}
		if (value instanceof String text) {
			return text;
		}
		throw new CoercingSerializeException("Not a " + this.name);
	}

	@Override
	public T parseValue(Object input, GraphQLContext context, Locale locale) {
		if (input instanceof String text && text.length() <= LONGEST) {
			try {
				return this.reader.apply(text);
			}
			catch (IllegalArgumentException | java.time.DateTimeException | ArithmeticException ex) {
				throw new CoercingParseValueException("Not a valid " + this.name);
			}
		}
		throw new CoercingParseValueException(this.name + " must be a string");
	}

	@Override
	public T parseLiteral(Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
		if (!(input instanceof StringValue text)) {
			throw new CoercingParseLiteralException(this.name + " must be a string");
		}
		try {
			return parseValue(String.valueOf(text.getValue()), context, locale);
		}
		catch (CoercingParseValueException ex) {
			throw new CoercingParseLiteralException(ex.getMessage());
		}
	}

	@Override
	public Value<?> valueToLiteral(Object input, GraphQLContext context, Locale locale) {
		return StringValue.of(serialize(input, context, locale));
	}

}
