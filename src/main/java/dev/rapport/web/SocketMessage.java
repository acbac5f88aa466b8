package dev.rapport.web;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** The messages of the graphql-transport-ws protocol. */
sealed interface SocketMessage {

	/** The client introduces itself. */
	record Init(Map<String, Object> payload) implements SocketMessage {
	}

	/** The client asks for a sign of life, perhaps with a fresh token. */
	record Ping(Map<String, Object> payload) implements SocketMessage {
	}

	/** The client is alive. */
	record Pong() implements SocketMessage {
	}

	/** The client starts an operation. */
	record Subscribe(String id, Parameters parameters) implements SocketMessage {
	}

	/** The client wants no more of an operation. */
	record Complete(String id) implements SocketMessage {
	}

	/**
	 * Reads a message.
	 * @throws Malformed if it is none of the protocol
	 */
	static SocketMessage parse(byte[] json) {
		try {
			Map<String, Object> message = Wire.object(json);
			return switch (type(message)) {
				case "connection_init" -> new Init(payload(message));
				case "ping" -> new Ping(payload(message));
				case "pong" -> new Pong();
				case "subscribe" -> new Subscribe(id(message), Parameters.of(payload(message)));
				case "complete" -> new Complete(id(message));
				default -> throw new Malformed("Unknown message type");
			};
		}
		catch (Rejection rejection) {
			throw new Malformed("Invalid message");
		}
	}

	static byte[] ack() {
		return Wire.bytes(Map.of("type", "connection_ack"));
	}

	static byte[] ping() {
		return Wire.bytes(Map.of("type", "ping"));
	}

	static byte[] pong() {
		return Wire.bytes(Map.of("type", "pong"));
	}

	/** What comes before each result of an operation. */
	static byte[] opening(String id) {
		return ("{\"id\":" + Wire.text(id) + ",\"type\":\"next\",\"payload\":").getBytes(StandardCharsets.UTF_8);
	}

	/** A result that is encoded already: only the opening differs between sockets. */
	static byte[] next(byte[] opening, byte[] result) {
		byte[] message = Arrays.copyOf(opening, opening.length + result.length + 1);
		System.arraycopy(result, 0, message, opening.length, result.length);
		message[message.length - 1] = '}';
		return message;
	}

	static byte[] error(String id, List<Map<String, Object>> errors) {
		return message(id, "error", errors);
	}

	static byte[] complete(String id) {
		return message(id, "complete", null);
	}

	private static byte[] message(String id, String type, @Nullable Object payload) {
		Map<String, Object> message = new LinkedHashMap<>();
		message.put("id", id);
		message.put("type", type);
		if (payload != null) {
			message.put("payload", payload);
		}
		return Wire.bytes(message);
	}

	private static String type(Map<String, Object> message) {
		return (message.get("type") instanceof String type) ? type : "";
	}

	private static String id(Map<String, Object> message) {
		if (message.get("id") instanceof String id && !id.isEmpty() && id.length() <= SocketLimits.ID) {
			return id;
		}
		throw new Malformed("Invalid operation id");
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> payload(Map<String, Object> message) {
		return switch (message.get("payload")) {
			case null -> Map.of();
			case Map<?, ?> payload -> (Map<String, Object>) payload;
			default -> throw new Malformed("Invalid payload");
		};
	}

	/** The client does not speak the protocol. */
	final class Malformed extends RuntimeException {

		Malformed(String why) {
			super(why, null, false, false);
		}

		String why() {
			return String.valueOf(getMessage());
		}

	}

}
