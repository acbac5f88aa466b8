package dev.rapport.web;

import java.util.Arrays;
import java.util.Map;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

/**
 * The body of a request as it comes in, up to {@link RequestReader#BODY_LIMIT}. Not for
 * several threads at once.
 */
final class RequestBody {

	private byte[] bytes = {};

	private int length;

	/**
	 * Takes the next part over, and releases it in any case.
	 * @throws Rejection {@code PAYLOAD_TOO_LARGE} if it is too much
	 */
	void add(DataBuffer part) {
		try {
			int more = part.readableByteCount();
			if (more > RequestReader.BODY_LIMIT - this.length) {
				throw RequestReader.tooLarge();
			}
			make(this.length + more);
			part.read(this.bytes, this.length, more);
			this.length += more;
		}
		finally {
			DataBufferUtils.release(part);
		}
	}

	/** Doubled, so that a body in many small parts is not copied with each of them. */
	private void make(int room) {
		if (room > this.bytes.length) {
			this.bytes = Arrays.copyOf(this.bytes, Math.max(room, 2 * this.bytes.length));
		}
	}

	/**
	 * The object that was sent.
	 * @throws Rejection {@code BAD_REQUEST} for anything else
	 */
	Map<String, Object> json() {
		return Wire.object(this.bytes, this.length);
	}

}
