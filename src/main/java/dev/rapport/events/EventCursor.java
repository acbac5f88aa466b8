package dev.rapport.events;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;
import dev.rapport.tenancy.TenantId;

/**
 * A place in a tenant's event log: everything up to and including {@code position} has
 * been seen. Its text form is opaque to clients.
 *
 * @param epoch the incarnation of the log; it changes when the log is restored or fails
 * over with a loss
 */
public record EventCursor(UUID epoch, TenantId tenant, long position) {

	private static final int BYTES = 5 * Long.BYTES;

	public static EventCursor parse(String text) {
		try {
			byte[] bytes = Base64.getUrlDecoder().decode(text);
			if (bytes.length != BYTES) {
				throw malformed();
			}
			ByteBuffer buffer = ByteBuffer.wrap(bytes);
			UUID epoch = new UUID(buffer.getLong(), buffer.getLong());
			return new EventCursor(epoch, new TenantId(new UUID(buffer.getLong(), buffer.getLong())), buffer.getLong());
		}
		catch (IllegalArgumentException ex) {
			throw malformed();
		}
	}

	/** The place before this one. */
	EventCursor before() {
		return new EventCursor(this.epoch, this.tenant, this.position - 1);
	}

	/** The text that clients keep. */
	@Override
	public String toString() {
		ByteBuffer buffer = ByteBuffer.allocate(BYTES)
			.putLong(this.epoch.getMostSignificantBits())
			.putLong(this.epoch.getLeastSignificantBits())
			.putLong(this.tenant.value().getMostSignificantBits())
			.putLong(this.tenant.value().getLeastSignificantBits())
			.putLong(this.position);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(buffer.array());
	}

	private static Problem malformed() {
		return new Problem.Refused(ApiCode.INVALID_CURSOR, "cursor.malformed");
	}

}
