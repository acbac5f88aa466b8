package dev.rapport.web;

import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.security.authentication.BadCredentialsException;

/**
 * Whom a socket belongs to: nobody at first, then one member for good. Not thread-safe;
 * the session changes it on its own thread only.
 */
final class SocketIdentity {

	private static final String BEARER = "bearer ";

	private final SocketAuthentication authentication;

	private final Optional<Credential> handshake;

	private final Seats.Seat seat;

	private @Nullable Credential current;

	SocketIdentity(SocketAuthentication authentication, Optional<Credential> handshake, Seats.Seat seat) {
		this.authentication = authentication;
		this.handshake = handshake;
		this.seat = seat;
	}

	/** The credential in use; null before the socket is authenticated. */
	@Nullable Credential current() {
		return this.current;
	}

	/** Takes a credential; false where its client or tenant has too many sockets. */
	boolean use(Credential credential) {
		boolean seated = this.seat.take(credential.actor());
		if (seated) {
			this.current = credential;
		}
		return seated;
	}

	/** The socket is over. */
	void end() {
		this.seat.leave();
	}

	/**
	 * The credential of a {@code connection_init}, else of the handshake; fails without.
	 */
	Mono<Credential> introduced(Map<String, Object> payload) {
		String token = token(payload);
		if (token != null) {
			return this.authentication.verify(token);
		}
		return Mono.justOrEmpty(this.handshake)
			.switchIfEmpty(Mono.error(() -> new BadCredentialsException("No token")));
	}

	/** Whether a message brings a token. */
	static boolean hasToken(Map<String, Object> payload) {
		return token(payload) != null;
	}

	/** The fresh credential of a {@code ping}; fails if it isn't the same member's. */
	Mono<Credential> renewed(Map<String, Object> payload) {
		return introduced(payload).filter((fresh) -> this.current != null && fresh.isSameMemberAs(this.current))
			.switchIfEmpty(Mono.error(() -> new BadCredentialsException("The token is of another member")));
	}

	private static @Nullable String token(Map<String, Object> payload) {
		for (Map.Entry<String, Object> entry : payload.entrySet()) {
			if (entry.getValue() instanceof String value && entry.getKey().equalsIgnoreCase("authorization")) {
				boolean bearer = value.regionMatches(true, 0, BEARER, 0, BEARER.length());
				return bearer ? value.substring(BEARER.length()).strip() : value;
			}
		}
		return (payload.get("token") instanceof String token) ? token : null;
	}

}
