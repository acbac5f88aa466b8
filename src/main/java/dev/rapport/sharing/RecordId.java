package dev.rapport.sharing;

import java.util.UUID;

import dev.rapport.kernel.NodeId;

/**
 * The id of a record of any type.
 *
 * @param prefix tells the type
 * @param value the UUID inside
 */
record RecordId(String prefix, UUID value) implements NodeId {

	/**
	 * Reads an id.
	 * @throws dev.rapport.kernel.Problem.Refused with {@code BAD_USER_INPUT} if it is
	 * malformed
	 */
	static RecordId parse(String text) {
		String prefix = NodeId.prefixOf(text);
		return new RecordId(prefix, NodeId.decode(prefix, text));
	}

	@Override
	public String toString() {
		return text();
	}

}
