package dev.rapport.web;

import java.util.function.Consumer;

import dev.rapport.web.SocketMessage.Complete;
import dev.rapport.web.SocketMessage.Init;
import dev.rapport.web.SocketMessage.Ping;
import dev.rapport.web.SocketMessage.Pong;
import dev.rapport.web.SocketMessage.Subscribe;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.reactive.socket.CloseStatus;

/**
 * What is said on one socket, in the order it comes. No operation is begun before the
 * socket is authenticated: one that comes earlier closes it. Not thread-safe; everything
 * happens on the socket's thread.
 */
final class SocketConversation {

	private static final Log logger = LogFactory.getLog(SocketConversation.class);

	private final Disposable.Swap authentication = Disposables.swap();

	private final Disposable.Swap expiry = Disposables.swap();

	private final SocketIdentity identity;

	private final SocketOperations operations;

	private final SocketOutbox outbox;

	private final Scheduler thread;

	private final Consumer<CloseStatus> closer;

	private boolean introduced;

	private int unansweredPings;

	SocketConversation(SocketIdentity identity, SocketOperations operations, SocketOutbox outbox, Scheduler thread,
			Consumer<CloseStatus> closer) {
		this.identity = identity;
		this.operations = operations;
		this.outbox = outbox;
		this.thread = thread;
		this.closer = closer;
	}

	void act(SocketMessage message) {
		switch (message) {
			case Init init -> introduce(init);
			case Ping ping -> answer(ping);
			case Pong _ -> this.unansweredPings = 0;
			case Subscribe subscribe -> begin(subscribe);
			case Complete complete -> this.operations.stop(complete.id());
		}
	}

	/** Asks for a sign of life, or closes a socket that has given none. */
	void ping() {
		if (this.identity.current() == null) {
			return;
		}
		if (this.unansweredPings >= SocketLimits.MISSED_PONGS) {
			this.closer.accept(SocketClose.NO_PONG);
			return;
		}
		this.unansweredPings++;
		say(SocketMessage.ping());
	}

	/** The time to be authenticated is over. */
	void expectIntroduced() {
		if (this.identity.current() == null) {
			this.closer.accept(SocketClose.INIT_TIMEOUT);
		}
	}

	void end() {
		this.authentication.dispose();
		this.expiry.dispose();
		this.identity.end();
	}

	private void introduce(Init init) {
		if (this.introduced) {
			this.closer.accept(SocketClose.TOO_MANY_INITS);
			return;
		}
		this.introduced = true;
		this.authentication.update(this.identity.introduced(init.payload())
			.publishOn(this.thread)
			.subscribe((credential) -> accept(credential, SocketMessage.ack()), this::refuse));
	}

	private void answer(Ping ping) {
		if (!SocketIdentity.hasToken(ping.payload())) {
			say(SocketMessage.pong());
			return;
		}
		this.authentication.update(this.identity.renewed(ping.payload())
			.publishOn(this.thread)
			.subscribe((credential) -> accept(credential, SocketMessage.pong()), this::refuse));
	}

	private void accept(Credential credential, byte[] answer) {
		if (!this.identity.use(credential)) {
			this.closer.accept(SocketClose.TOO_MANY_SOCKETS);
			return;
		}
		this.expiry.update(credential.expiry()
			.publishOn(this.thread)
			.subscribe((_) -> this.closer.accept(SocketClose.TOKEN_EXPIRED)));
		say(answer);
	}

	private void refuse(Throwable cause) {
		if (cause instanceof AuthenticationException && !(cause instanceof AuthenticationServiceException)) {
			this.closer.accept(SocketClose.FORBIDDEN);
			return;
		}
		logger.warn("A socket could not be authenticated", cause);
		this.closer.accept(SocketClose.TRY_LATER);
	}

	private void begin(Subscribe subscribe) {
		Credential credential = this.identity.current();
		if (credential == null) {
			this.closer.accept(SocketClose.UNAUTHORIZED);
		}
		else if (this.operations.isLive(subscribe.id())) {
			this.closer.accept(SocketClose.duplicate(subscribe.id()));
		}
		else if (!this.outbox.offer(this.operations.begin(subscribe, credential))) {
			this.closer.accept(SocketClose.SLOW_CONSUMER);
		}
	}

	private void say(byte[] message) {
		if (!this.outbox.offer(message)) {
			this.closer.accept(SocketClose.SLOW_CONSUMER);
		}
	}

}
