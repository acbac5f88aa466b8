package dev.rapport.kernel;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * The arguments of a field, or one input object among them, as the execution engine
 * coerced them: it has checked types and required fields by the schema, so the readers
 * here only name them. A reader without {@code OrNull} may only be asked for what the
 * schema makes non-null. Keeps what GraphQL tells apart: an absent field and a field sent
 * as null.
 *
 * @param values the coerced values by name
 * @param path where the object stands, dot-separated; empty for the arguments themselves
 */
public record Input(Map<String, ? extends @Nullable Object> values, String path) {

	/** No argument is named so. */
	private static final String SKETCHED = "sketched only";

	public static Input of(Map<String, ? extends @Nullable Object> arguments) {
		return new Input(arguments, "");
	}

	/** These arguments of one who only wants sketches of the nodes of a list. */
	public Input sketched() {
		Map<String, @Nullable Object> marked = new HashMap<>(this.values);
		marked.put(SKETCHED, true);
		return new Input(marked, this.path);
	}

	/** Whether sketches of nodes will do. */
	public boolean isSketched() {
		return flag(SKETCHED);
	}

	/** Where a field of this input stands, for the path of a problem. */
	public String at(String name) {
		return this.path.isEmpty() ? name : this.path + "." + name;
	}

	public boolean has(String name) {
		return this.values.containsKey(name);
	}

	public String text(String name) {
		return present(name, String.class);
	}

	public @Nullable String textOrNull(String name) {
		return cast(name, String.class);
	}

	public int integer(String name) {
		return present(name, Integer.class);
	}

	public @Nullable Integer integerOrNull(String name) {
		return cast(name, Integer.class);
	}

	public boolean flag(String name) {
		return Boolean.TRUE.equals(this.values.get(name));
	}

	public @Nullable Boolean flagOrNull(String name) {
		return cast(name, Boolean.class);
	}

	public @Nullable Instant instantOrNull(String name) {
		return cast(name, Instant.class);
	}

	public Instant instant(String name) {
		return present(name, Instant.class);
	}

	public @Nullable LocalDate dateOrNull(String name) {
		return cast(name, LocalDate.class);
	}

	public LocalDate date(String name) {
		return present(name, LocalDate.class);
	}

	public @Nullable Duration durationOrNull(String name) {
		return cast(name, Duration.class);
	}

	public BigDecimal decimal(String name) {
		return present(name, BigDecimal.class);
	}

	/** An id of one type; the constructor is that of its record. */
	public <T extends NodeId> T id(String name, String prefix, Function<UUID, T> constructor) {
		return constructor.apply(NodeId.decode(prefix, text(name)));
	}

	public <T extends NodeId> @Nullable T idOrNull(String name, String prefix, Function<UUID, T> constructor) {
		String text = textOrNull(name);
		return (text == null) ? null : constructor.apply(NodeId.decode(prefix, text));
	}

	/** Ids of one type; an absent list is empty. */
	public <T extends NodeId> List<T> ids(String name, String prefix, Function<UUID, T> constructor) {
		return texts(name).stream().map((text) -> constructor.apply(NodeId.decode(prefix, text))).toList();
	}

	public <E extends Enum<E>> E constant(String name, Class<E> type) {
		return Enum.valueOf(type, text(name));
	}

	public <E extends Enum<E>> @Nullable E constantOrNull(String name, Class<E> type) {
		String text = textOrNull(name);
		return (text == null) ? null : Enum.valueOf(type, text);
	}

	/** Constants of an enum; an absent list is empty. */
	public <E extends Enum<E>> List<E> constants(String name, Class<E> type) {
		return texts(name).stream().map((text) -> Enum.valueOf(type, text)).toList();
	}

	/** An amount of money in the shape of {@code MoneyInput}. */
	public @Nullable Money moneyOrNull(String name) {
		Input money = childOrNull(name);
		return (money == null) ? null : Money.of(money.decimal("amount"), money.text("currency"), money.at("amount"));
	}

	/** A list of texts; an absent list is empty. */
	public List<String> texts(String name) {
		return list(name).stream().map(String.class::cast).toList();
	}

	/** An input object that the schema makes non-null. */
	public Input child(String name) {
		Input child = childOrNull(name);
		if (child == null) {
			throw new IllegalArgumentException("The schema does not guarantee " + at(name));
		}
		return child;
	}

	public @Nullable Input childOrNull(String name) {
		return object(this.values.get(name), at(name));
	}

	/** A list of input objects; an absent list is empty. */
	public List<Input> children(String name) {
		List<?> list = list(name);
		List<Input> children = new ArrayList<>(list.size());
		for (int i = 0; i < list.size(); i++) {
			Input child = object(list.get(i), at(name) + "." + i);
			if (child != null) {
				children.add(child);
			}
		}
		return children;
	}

	/**
	 * The version that a change is based on: it must be sent, and null stands for
	 * "whatever the current one is".
	 */
	public @Nullable Integer version() {
		if (!has("version")) {
			throw new Problem.Violation(ErrorCode.REQUIRED, at("version"), "required");
		}
		return integerOrNull("version");
	}

	/** A field of a change, read by one of the readers of this class. */
	public <T> Patch<T> patch(String name, Function<String, ? extends @Nullable T> reader) {
		return has(name) ? Patch.set(reader.apply(name)) : Patch.keep();
	}

	public Patch<String> textPatch(String name) {
		return patch(name, this::textOrNull);
	}

	private List<?> list(String name) {
		Object value = this.values.get(name);
		return (value == null) ? List.of() : (List<?>) value;
	}

	private <T> T present(String name, Class<T> type) {
		T value = cast(name, type);
		if (value == null) {
			throw new Problem.Violation(ErrorCode.REQUIRED, at(name), "required");
		}
		return value;
	}

	private <T> @Nullable T cast(String name, Class<T> type) {
		return type.cast(this.values.get(name));
	}

	@SuppressWarnings("unchecked")
	private static @Nullable Input object(@Nullable Object value, String path) {
		return (value == null) ? null : new Input((Map<String, @Nullable Object>) value, path);
	}

}
