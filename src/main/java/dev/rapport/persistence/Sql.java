package dev.rapport.persistence;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.UUID;

import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Parameters;
import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.Money;
import dev.rapport.kernel.NodeId;

/** Parameters of statements that may be null, with the type that PostgreSQL must know. */
public final class Sql {

	/**
	 * Behind a column of ids: is any of those in {@code $2}. How many there are is kept
	 * from the planner. A plan for one id looks better to it than one for any number, so
	 * it would plan anew whenever one record is read, which takes longer than reading it.
	 */
	public static final String ANY = " = any(array(select unnest($2::uuid[])))";

	private Sql() {
	}

	public static Object text(@Nullable String value) {
		return typed(value, String.class);
	}

	public static Object constant(@Nullable Enum<?> value) {
		return text((value == null) ? null : value.name());
	}

	public static Object uuid(@Nullable UUID value) {
		return typed(value, UUID.class);
	}

	public static Object id(@Nullable NodeId value) {
		return uuid((value == null) ? null : value.value());
	}

	public static Object integer(@Nullable Integer value) {
		return typed(value, Integer.class);
	}

	public static Object flag(@Nullable Boolean value) {
		return typed(value, Boolean.class);
	}

	public static Object number(@Nullable Long value) {
		return typed(value, Long.class);
	}

	public static Object instant(@Nullable Instant value) {
		return typed(value, Instant.class);
	}

	public static Object date(@Nullable LocalDate value) {
		return typed(value, LocalDate.class);
	}

	public static Object minor(@Nullable Money value) {
		return number((value == null) ? null : Long.valueOf(value.minor()));
	}

	public static Object currency(@Nullable Money value) {
		return text((value == null) ? null : value.currency());
	}

	public static Object json(@Nullable Object value) {
		return (value == null) ? Parameters.in(Json.class) : dev.rapport.persistence.Json.of(value);
	}

	/** Ids for {@code = any($n)}. */
	public static UUID[] ids(Collection<? extends NodeId> ids) {
		return ids.stream().map(NodeId::value).toArray(UUID[]::new);
	}

	/** Texts for {@code = any($n)} or a {@code text[]} column. */
	public static String[] texts(Collection<String> texts) {
		return texts.toArray(String[]::new);
	}

	/** A {@code text[]} column that is null. */
	public static Object noTexts() {
		return typed(null, String[].class);
	}

	private static Object typed(@Nullable Object value, Class<?> type) {
		return (value == null) ? Parameters.in(type) : value;
	}

}
