package dev.rapport.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What tokens are remembered by: SHA-256 of all that was sent, the signature included. A
 * token that differs in anything is another one, and none can be read out of it.
 *
 * @param hex 64 digits
 */
record TokenHash(String hex) {

	static TokenHash of(String token) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
			return new TokenHash(HexFormat.of().formatHex(digest));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
