package dev.rapport.activity;

import java.util.Set;
import java.util.UUID;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.Problem;

/**
 * The id of a record that an activity is related to, of any type that activities can be
 * about.
 *
 * @param prefix tells the type
 * @param value the UUID inside
 */
public record Related(String prefix, UUID value) implements NodeId {

	/** Customers, contacts, opportunities and tickets. */
	static final Set<String> PREFIXES = Set.of("cus", "con", "opp", "tic");

	public static Related of(NodeId id) {
		return new Related(id.prefix(), id.value());
	}

	/**
	 * Reads an id.
	 * @throws Problem.Refused with {@code BAD_USER_INPUT} if it is malformed or of a type
	 * that activities can't be about
	 */
	static Related parse(String text) {
		String prefix = NodeId.prefixOf(text);
		if (!PREFIXES.contains(prefix)) {
			throw refused();
		}
		return new Related(prefix, NodeId.decode(prefix, text));
	}

	static Problem.Refused refused() {
		return new Problem.Refused(ApiCode.BAD_USER_INPUT, "activity.related");
	}

	@Override
	public String toString() {
		return text();
	}

}
