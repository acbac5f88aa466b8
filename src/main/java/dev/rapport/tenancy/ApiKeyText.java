package dev.rapport.tenancy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * An API key as a client holds it, {@code rpk_HANDLE_SECRET_CHECKSUM}: a handle that
 * names it and tells nothing, a secret of 256 bits, and a checksum over what stands
 * before, so that scanners for leaked secrets can tell a key from a look-alike and no
 * mistyped one is ever looked up. All parts are in base 62. Only its {@link #hash} is
 * kept.
 */
public final class ApiKeyText {

	private static final String PREFIX = "rpk_";

	private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

	private static final int HANDLE = 12;

	/** 62 to the power of 43 is more than 2 to the power of 256. */
	private static final int SECRET = 43;

	/** 62 to the power of 6 is more than 2 to the power of 32. */
	private static final int CHECKSUM = 6;

	private static final Pattern FORM = Pattern
		.compile(PREFIX + "([0-9A-Za-z]{" + HANDLE + "})_[0-9A-Za-z]{" + SECRET + "}_([0-9A-Za-z]{" + CHECKSUM + "})");

	private final String handle;

	private final String text;

	private ApiKeyText(String handle, String text) {
		this.handle = handle;
		this.text = text;
	}

	/**
	 * A new key.
	 * @param random a cryptographically strong source; it may block
	 */
	public static ApiKeyText random(RandomGenerator random) {
		String handle = digits(random, HANDLE);
		String body = PREFIX + handle + "_" + digits(random, SECRET);
		return new ApiKeyText(handle, body + "_" + checksum(body));
	}

	/** Whether a credential is meant to be an API key, well-formed or not. */
	public static boolean isMeant(String credential) {
		return credential.startsWith(PREFIX);
	}

	/** Whether a text has an API key in it. */
	public static boolean isIn(String text) {
		return text.contains(PREFIX) && FORM.matcher(text).find();
	}

	/** Reads a key; empty if it is malformed or its checksum is wrong. */
	public static Optional<ApiKeyText> parse(String text) {
		Matcher parts = FORM.matcher(text);
		boolean sound = parts.matches()
				&& checksum(text.substring(0, text.length() - CHECKSUM - 1)).equals(parts.group(2));
		return sound ? Optional.of(new ApiKeyText(parts.group(1), text)) : Optional.empty();
	}

	/** The part that names the key: not a secret, unique, the same in every tenant. */
	public String handle() {
		return this.handle;
	}

	/** The whole key. Whoever has it may do what it is for. */
	public String text() {
		return this.text;
	}

	/**
	 * SHA-256 of the whole, 64 hexadecimal digits. With so much chance in a key nothing
	 * slower is needed.
	 */
	public String hash() {
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(this.text.getBytes(StandardCharsets.US_ASCII)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Whether this key has a hash; takes as long for any other hash. */
	public boolean hasHash(String hash) {
		return MessageDigest.isEqual(hash().getBytes(StandardCharsets.US_ASCII),
				hash.getBytes(StandardCharsets.US_ASCII));
	}

	/** The beginning of a key with a handle, for people who look for it. */
	public static String hint(String handle) {
		return PREFIX + handle + "_…";
	}

	/** Never the whole. */
	@Override
	public String toString() {
		return hint(this.handle);
	}

	private static String digits(RandomGenerator random, int count) {
		return random.ints(count, 0, ALPHABET.length())
			.mapToObj((digit) -> String.valueOf(ALPHABET.charAt(digit)))
			.collect(Collectors.joining());
	}

	private static String checksum(String body) {
		CRC32 crc = new CRC32();
		crc.update(body.getBytes(StandardCharsets.US_ASCII));
		StringBuilder digits = new StringBuilder();
		for (long rest = crc.getValue(); digits.length() < CHECKSUM; rest /= ALPHABET.length()) {
			digits.append(ALPHABET.charAt((int) (rest % ALPHABET.length())));
		}
		return digits.reverse().toString();
	}

}
