package dev.rapport.kernel;

import java.math.BigInteger;
import java.util.Locale;
import java.util.UUID;

/**
 * The identity of a node. Its text form is opaque to clients, safe in URLs and carries
 * its type: a prefix such as {@code cus_} and the 128 bits of a UUIDv7 as 26 digits of
 * <a href="https://www.crockford.com/base32.html">Crockford's base 32</a> in lower case.
 * {@link #toString()} is that text.
 */
public interface NodeId {

	/** The 26 digits hold 130 bits; the first digit is therefore at most 7. */
	int DIGITS = 26;

	String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

	/** The UUID inside. */
	UUID value();

	/** The type prefix without the underscore, for instance {@code cus}. */
	String prefix();

	/** The opaque text that leaves the service. */
	default String text() {
		return encode(prefix(), value());
	}

	/**
	 * Writes an id.
	 * @param prefix the type prefix without the underscore
	 * @param value the UUID inside
	 */
	static String encode(String prefix, UUID value) {
		StringBuilder text = new StringBuilder(prefix).append('_');
		for (int digit = DIGITS - 1; digit >= 0; digit--) {
			text.append(ALPHABET.charAt(digit(value, digit * 5)));
		}
		return text.toString();
	}

	/**
	 * Reads an id of one type.
	 * @param prefix the type prefix without the underscore
	 * @param text what a client sent
	 * @throws Problem.Refused with {@code BAD_USER_INPUT} if the text is malformed or an
	 * id of another type
	 */
	static UUID decode(String prefix, String text) {
		if (!text.startsWith(prefix + "_") || text.length() != prefix.length() + 1 + DIGITS) {
			throw new Problem.Refused(ApiCode.BAD_USER_INPUT, "id.type", prefix, abbreviate(text));
		}
		BigInteger bits = BigInteger.ZERO;
		for (char digit : text.substring(prefix.length() + 1).toLowerCase(Locale.ROOT).toCharArray()) {
			int value = ALPHABET.indexOf(digit);
			if (value < 0) {
				throw new Problem.Refused(ApiCode.BAD_USER_INPUT, "id.malformed", abbreviate(text));
			}
			bits = bits.shiftLeft(5).or(BigInteger.valueOf(value));
		}
		if (bits.bitLength() > 128) {
			throw new Problem.Refused(ApiCode.BAD_USER_INPUT, "id.malformed", abbreviate(text));
		}
		return new UUID(bits.shiftRight(64).longValue(), bits.longValue());
	}

	/** The prefix of an id's text, or the empty string where there is none. */
	static String prefixOf(String text) {
		int end = text.indexOf('_');
		return (end < 0) ? "" : text.substring(0, end);
	}

	private static int digit(UUID value, int shift) {
		long bits;
		if (shift >= 64) {
			bits = value.getMostSignificantBits() >>> (shift - 64);
		}
		else if (shift > 59) {
			bits = (value.getLeastSignificantBits() >>> shift) | (value.getMostSignificantBits() << (64 - shift));
		}
		else {
			bits = value.getLeastSignificantBits() >>> shift;
		}
		return (int) (bits & 31);
	}

	private static String abbreviate(String text) {
		return (text.length() <= 40) ? text : text.substring(0, 40) + "…";
	}

}
