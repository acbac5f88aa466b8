package dev.rapport.persistence;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

import io.r2dbc.spi.Readable;
import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.Money;
import dev.rapport.kernel.Problem;

/**
 * Reads the columns of one row from left to right, by index, so that the order of a
 * select's columns and of a record's components is the whole mapping. A reader without
 * {@code OrNull} may only be used on columns that are not null.
 */
public final class Columns {

	private final Readable row;

	private int next;

	Columns(Readable row) {
		this.row = row;
	}

	/** The same row from its first column on. */
	public Columns again() {
		return new Columns(this.row);
	}

	/** Passes over columns, whatever is in them. */
	public Columns skip(int columns) {
		this.next += columns;
		return this;
	}

	public UUID uuid() {
		return required(UUID.class);
	}

	public <T> T id(Function<UUID, T> constructor) {
		return constructor.apply(uuid());
	}

	public <T> @Nullable T idOrNull(Function<UUID, T> constructor) {
		UUID value = next(UUID.class);
		return (value == null) ? null : constructor.apply(value);
	}

	public Optional<UUID> uuidOrEmpty() {
		return Optional.ofNullable(next(UUID.class));
	}

	public String text() {
		return required(String.class);
	}

	public @Nullable String textOrNull() {
		return next(String.class);
	}

	public List<String> texts() {
		return List.of(required(String[].class));
	}

	public @Nullable List<String> textsOrNull() {
		String[] texts = next(String[].class);
		return (texts == null) ? null : List.of(texts);
	}

	public <E extends Enum<E>> E constant(Class<E> type) {
		return Enum.valueOf(type, text());
	}

	public <E extends Enum<E>> @Nullable E constantOrNull(Class<E> type) {
		String name = textOrNull();
		return (name == null) ? null : Enum.valueOf(type, name);
	}

	public int integer() {
		return required(Integer.class);
	}

	public @Nullable Integer integerOrNull() {
		return next(Integer.class);
	}

	public long number() {
		return required(Long.class);
	}

	public @Nullable Long numberOrNull() {
		return next(Long.class);
	}

	public boolean flag() {
		return required(Boolean.class);
	}

	public @Nullable Boolean flagOrNull() {
		return next(Boolean.class);
	}

	/** An array of {@code uuid}. */
	public Set<UUID> uuids() {
		return Set.of(required(UUID[].class));
	}

	/**
	 * A row that was read in order to change it: its last column is
	 * {@code changeable(kind, alias)}.
	 * @throws Problem.Forbidden if the caller sees the row but may not change it
	 */
	public <T> T changeable(Function<Columns, T> reader) {
		T row = reader.apply(this);
		if (!flag()) {
			throw new Problem.Forbidden("access.change");
		}
		return row;
	}

	public Instant instant() {
		return required(Instant.class);
	}

	public @Nullable Instant instantOrNull() {
		return next(Instant.class);
	}

	public @Nullable LocalDate dateOrNull() {
		return next(LocalDate.class);
	}

	public LocalDate date() {
		return required(LocalDate.class);
	}

	public byte[] bytes() {
		ByteBuffer buffer = required(ByteBuffer.class);
		byte[] bytes = new byte[buffer.remaining()];
		buffer.get(bytes);
		return bytes;
	}

	/** Two columns: minor units and currency; null where either is null. */
	public @Nullable Money moneyOrNull() {
		Long minor = next(Long.class);
		String currency = textOrNull();
		return (minor == null || currency == null) ? null : new Money(minor, currency);
	}

	/** Whatever the column holds, of the type that the driver gives it. */
	@Nullable Object anyOrNull() {
		return this.row.get(this.next++);
	}

	/** A {@code jsonb} column that holds an object. */
	public Map<String, @Nullable Object> object() {
		return Json.object(required(io.r2dbc.postgresql.codec.Json.class).asString());
	}

	/** A {@code jsonb} column that holds a list. */
	public <T> List<T> list(Class<T> item) {
		return Json.list(required(io.r2dbc.postgresql.codec.Json.class).asArray(), item);
	}

	private <T> T required(Class<T> type) {
		int index = this.next;
		return Objects.requireNonNull(next(type), () -> "column " + index + " is null");
	}

	private <T> @Nullable T next(Class<T> type) {
		return this.row.get(this.next++, type);
	}

}
