package dev.rapport.persistence;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Row;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

import dev.rapport.tenancy.TenantId;

/**
 * What goes along with the next {@link Trip} of a tenant: the binding to the tenant, in a
 * transaction also its beginning, and the statements whose answer nobody waits for.
 * Whoever boards is sent in that order.
 */
final class Boarding {

	/** The most statements that wait; one more sends them all. */
	static final int MOST_WAITING = 8;

	/** Binds to the tenant for the time of a transaction. */
	static final String BINDING = "select set_config('app.tenant', $1, true)";

	/**
	 * A statement that finds its rows by their keys has one plan, whichever the keys; but
	 * the server takes an array for ten keys and plans it anew each time.
	 */
	private static final String BINDING_BY_KEYS = BINDING
			+ ", set_config('plan_cache_mode', 'force_generic_plan', true)";

	/** Whether what is sent is all there is, so that it may be sent again. */
	private final boolean alone;

	private final List<Leg> frame;

	private final List<Leg> waiting = new ArrayList<>();

	private boolean begun;

	private Boarding(boolean alone, List<Leg> frame) {
		this.alone = alone;
		this.frame = frame;
	}

	/**
	 * For one statement.
	 * @param byKeys whether one plan fits all its parameters
	 */
	static Boarding alone(TenantId tenant, boolean byKeys) {
		return new Boarding(true, List.of(Leg.framing(byKeys ? BINDING_BY_KEYS : BINDING, tenant.toString())));
	}

	/** For the statements of a transaction, which begins with the first of them. */
	static Boarding transaction(TenantId tenant, IsolationLevel isolation) {
		return new Boarding(false, List.of(Leg.framing("begin isolation level " + isolation.asSql()),
				Leg.framing(BINDING, tenant.toString())));
	}

	/**
	 * Sends a statement behind all that waits. What can't be written is not sent, and
	 * what waits goes on waiting.
	 */
	synchronized void send(TripConnection connection, Leg last, Consumer<? super Row> reader, MonoSink<Long> answer) {
		List<Leg> legs = new ArrayList<>(this.begun ? List.of() : this.frame);
		legs.addAll(this.waiting);
		legs.add(last);
		Trip trip = new Trip(connection, legs, this.alone, reader, answer);
		this.waiting.clear();
		this.begun = true;
		trip.send();
	}

	/**
	 * Has a statement sent with the next one. Whatever becomes of it, becomes of that.
	 */
	synchronized void sendLater(TripConnection connection, Leg leg, MonoSink<Long> answer) {
		if (this.waiting.size() == MOST_WAITING) {
			send(connection, leg, Boarding::ignore, answer);
		}
		else {
			this.waiting.add(leg);
			answer.success();
		}
	}

	synchronized boolean hasWaiting() {
		return !this.waiting.isEmpty();
	}

	/** Sends what waits still, and the commit behind it. */
	Mono<Void> commit(TripConnection connection) {
		return Mono.<Long>create((answer) -> send(connection, Leg.COMMIT, Boarding::ignore, answer)).then();
	}

	private static void ignore(Row row) {
	}

}
