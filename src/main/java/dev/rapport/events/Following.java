package dev.rapport.events;

import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.persistence.Condition;
import dev.rapport.tenancy.Rights;

/**
 * Which changes somebody follows.
 *
 * @param kinds the aggregate types, each with the kind of record whose scope its reader
 * needs, {@code Customer} with {@code customers}
 * @param derived only changes that were computed from others, or only those that were
 * not; null for both
 * @param filter decides by the facts of an aggregate whether it belongs
 */
public record Following(Map<String, String> kinds, @Nullable Boolean derived, Condition filter) {

	/** The kind of records whose scope was asked for before, by the schema. */
	private static final String GRANTED = "";

	public Following {
		kinds = Map.copyOf(kinds);
	}

	/**
	 * Changes of one type, of which the schema has asked the scope.
	 * @param arguments may say {@code derived}
	 */
	static Following of(String type, Input arguments, Condition filter) {
		return new Following(Map.of(type, GRANTED), arguments.flagOrNull("derived"), filter);
	}

	/**
	 * Changes of some types, whoever asks: what their reader may not read does not exist
	 * for it.
	 */
	public static Following of(Collection<String> types, @Nullable Boolean derived, Condition filter) {
		return new Following(types.stream().collect(Collectors.toMap((type) -> type, (type) -> GRANTED)), derived,
				filter);
	}

	/** The aggregate types of what may concern the follower. */
	String[] types() {
		return Stream.concat(this.kinds.keySet().stream().sorted(), Stream.of(ShareAudience.TYPE))
			.toArray(String[]::new);
	}

	/** The values of the flag of events that are followed. */
	Boolean[] derivations() {
		return (this.derived == null) ? new Boolean[] { true, false } : new Boolean[] { this.derived };
	}

	/**
	 * The one type of which the schema has asked the scope; null if other things are
	 * followed. Only such a follower is told what comes into view or leaves it behind
	 * another record: pages of the log could not end within that.
	 */
	@Nullable String only() {
		Map.Entry<String, String> first = this.kinds.entrySet().stream().findFirst().orElse(null);
		return (this.kinds.size() == 1 && first != null && first.getValue().equals(GRANTED)) ? first.getKey() : null;
	}

	/** Whether an event has one of the origins that are followed. */
	boolean wants(StoredEvent event) {
		return this.derived == null || this.derived == event.derived();
	}

	/** Whether an event is about something that is followed, or could let it be seen. */
	boolean mayConcern(StoredEvent event) {
		return wants(event)
				&& (this.kinds.containsKey(event.aggregateType()) || event.aggregateType().equals(ShareAudience.TYPE));
	}

	/**
	 * Asks for the scopes: whoever loses one learns it, instead of believing that nothing
	 * happens.
	 * @throws Problem.Refused with {@code FORBIDDEN} if some are missing
	 */
	void check(Rights rights) {
		TreeSet<String> missing = new TreeSet<>();
		this.kinds.values()
			.stream()
			.filter((kind) -> !kind.equals(GRANTED))
			.map((kind) -> kind + ":read")
			.filter((scope) -> !rights.may(scope))
			.forEach(missing::add);
		if (!missing.isEmpty()) {
			throw new Problem.Refused(ApiCode.FORBIDDEN, "access.scopes", String.join(", ", missing));
		}
	}

}
