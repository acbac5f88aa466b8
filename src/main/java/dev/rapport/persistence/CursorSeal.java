package dev.rapport.persistence;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;

/**
 * Seals page cursors: the sort keys of one row, authenticated with the tenant's key
 * together with the list they belong to. A cursor of another tenant, filter or order is
 * refused like a forged one.
 */
final class CursorSeal {

	private static final byte VERSION = 1;

	private static final int SEAL = 12;

	private final SecretKeySpec key;

	private final byte[] list;

	CursorSeal(byte[] tenantKey, String fingerprint) {
		this.key = new SecretKeySpec(tenantKey, "HmacSHA256");
		this.list = fingerprint.getBytes(StandardCharsets.UTF_8);
	}

	String seal(List<@Nullable String> keys) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (DataOutputStream output = new DataOutputStream(bytes)) {
			output.writeByte(VERSION);
			for (String key : keys) {
				output.writeBoolean(key != null);
				output.writeUTF((key == null) ? "" : key);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		byte[] payload = bytes.toByteArray();
		bytes.writeBytes(mac(payload));
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
	}

	/**
	 * Opens a cursor.
	 * @param size how many keys the order has
	 * @throws Problem.Refused with {@code INVALID_CURSOR} if it isn't one of this list
	 */
	List<@Nullable String> open(String cursor, int size) {
		try {
			byte[] bytes = Base64.getUrlDecoder().decode(cursor);
			byte[] payload = Arrays.copyOf(bytes, Math.max(0, bytes.length - SEAL));
			byte[] seal = Arrays.copyOfRange(bytes, payload.length, bytes.length);
			if (payload.length == 0 || payload[0] != VERSION || !MessageDigest.isEqual(seal, mac(payload))) {
				throw invalid();
			}
			return keys(payload, size);
		}
		catch (IllegalArgumentException | IOException ex) {
			throw invalid();
		}
	}

	private static List<@Nullable String> keys(byte[] payload, int size) throws IOException {
		DataInputStream input = new DataInputStream(new ByteArrayInputStream(payload, 1, payload.length - 1));
		List<@Nullable String> keys = new ArrayList<>(size);
		for (int i = 0; i < size; i++) {
			boolean present = input.readBoolean();
			String key = input.readUTF();
			keys.add(present ? key : null);
		}
		return keys;
	}

	private byte[] mac(byte[] payload) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(this.key);
			mac.update(this.list);
			return Arrays.copyOf(mac.doFinal(payload), SEAL);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Problem invalid() {
		return new Problem.Refused(ApiCode.INVALID_CURSOR, "cursor.page");
	}

}
