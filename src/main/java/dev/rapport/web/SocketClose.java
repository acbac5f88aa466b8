package dev.rapport.web;

import org.springframework.web.reactive.socket.CloseStatus;

/**
 * Why a socket is closed by us, with the codes of the graphql-transport-ws protocol and,
 * where it has none, those of RFC 6455 or our own ({@code 4413}, {@code 4499}). A close
 * tells no cursor, as a socket may carry many subscriptions: each goes on behind the
 * cursor of the last message that it received.
 */
final class SocketClose {

	static final CloseStatus TOO_BIG = new CloseStatus(1009, "Message larger than " + SocketLimits.MESSAGE + " bytes");

	static final CloseStatus FAULT = new CloseStatus(1011, "Internal error");

	static final CloseStatus RESTART = new CloseStatus(1012, "Service restart");

	static final CloseStatus TRY_LATER = new CloseStatus(1013, "Authentication is not available, try again later");

	static final CloseStatus UNAUTHORIZED = new CloseStatus(4401, "Unauthorized");

	static final CloseStatus TOKEN_EXPIRED = new CloseStatus(4401, "TOKEN_EXPIRED");

	static final CloseStatus FORBIDDEN = new CloseStatus(4403, "Forbidden");

	static final CloseStatus SUBPROTOCOL = new CloseStatus(4406, "Subprotocol not acceptable");

	static final CloseStatus INIT_TIMEOUT = new CloseStatus(4408, "Connection initialisation timeout");

	static final CloseStatus SLOW_CONSUMER = new CloseStatus(4413, "SLOW_CONSUMER");

	static final CloseStatus TOO_MANY_INITS = new CloseStatus(4429, "Too many initialisation requests");

	static final CloseStatus TOO_MANY_MESSAGES = new CloseStatus(4429, "Too many messages");

	static final CloseStatus TOO_MANY_SOCKETS = new CloseStatus(4429, "Too many sockets");

	static final CloseStatus NO_PONG = new CloseStatus(4499, "Terminated, pings were not answered");

	private SocketClose() {
	}

	static CloseStatus malformed(String why) {
		return new CloseStatus(4400, why);
	}

	static CloseStatus duplicate(String id) {
		return new CloseStatus(4409, "Subscriber for " + id + " already exists");
	}

}
