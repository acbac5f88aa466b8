package dev.rapport.events;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/**
 * The turns of shares that one subscription has passed over, because it reads of them
 * later and the opposite has happened since: then the opposite is passed over too, so
 * that nothing leaves that never entered, and nothing enters twice. Its steps come one at
 * a time.
 */
final class PassedOver {

	/**
	 * How many are remembered; of older ones the opposite is told, which names a record
	 * that the client does not know.
	 */
	private static final int MOST = 10_000;

	private final Set<Share> shares = new LinkedHashSet<>();

	void over(Turn turn) {
		this.shares.add(Share.of(turn));
		if (this.shares.size() > MOST) {
			Iterator<Share> oldest = this.shares.iterator();
			oldest.next();
			oldest.remove();
		}
	}

	/** Whether the opposite was passed over; true once for each. */
	boolean isOpposite(Turn turn) {
		return this.shares.remove(Share.of(turn));
	}

	private record Share(UUID record, UUID grantee) {

		static Share of(Turn turn) {
			return new Share(turn.record(), turn.grantee());
		}

	}

}
