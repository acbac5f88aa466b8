package dev.rapport.web;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.rapport.kernel.ApiCode;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.TenantId;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * The places for open connections of one kind in this process: so many for each client,
 * and so many for each tenant, so that no client starves the others and no tenant its
 * neighbours. Holds nothing of those who have none open.
 */
final class Seats {

	private final AtomicInteger open = new AtomicInteger();

	private final Map<Object, Integer> taken = new ConcurrentHashMap<>();

	private final int perClient;

	private final int perTenant;

	Seats(int perClient, int perTenant) {
		this.perClient = perClient;
		this.perTenant = perTenant;
	}

	/** How many places are taken, of all clients. */
	int open() {
		return this.open.get();
	}

	/** A place that nobody has taken yet. */
	Seat seat() {
		return new Seat();
	}

	/**
	 * Whether there is room for one more, at this moment.
	 * @throws Rejection {@code RATE_LIMITED} if there is none
	 */
	void requireRoom(Actor actor) {
		if (this.taken.getOrDefault(Client.of(actor), 0) >= this.perClient
				|| this.taken.getOrDefault(actor.tenant(), 0) >= this.perTenant) {
			throw refusal();
		}
	}

	/** A stream that has a place while it lives, or fails with {@code RATE_LIMITED}. */
	<T> Flux<T> seated(Actor actor, Flux<T> stream) {
		return Flux.using(this::seat, (seat) -> seat.take(actor) ? stream : Flux.error(refusal()), Seat::leave);
	}

	private boolean take(Actor actor) {
		if (!add(Client.of(actor), this.perClient)) {
			return false;
		}
		if (!add(actor.tenant(), this.perTenant)) {
			remove(Client.of(actor));
			return false;
		}
		return true;
	}

	private boolean add(Object who, int most) {
		if (this.taken.merge(who, 1, Integer::sum) <= most) {
			return true;
		}
		remove(who);
		return false;
	}

	private void remove(Object who) {
		this.taken.computeIfPresent(who, (key, count) -> (count == 1) ? null : count - 1);
	}

	private static Rejection refusal() {
		return new Rejection(ApiCode.RATE_LIMITED, "transport.connections.tooMany");
	}

	/** The place of one connection. */
	final class Seat {

		private @Nullable Actor holder;

		private boolean left;

		/**
		 * Takes the place for good; true again for who has it.
		 * @return false if there is no room, or the connection is over
		 */
		synchronized boolean take(Actor actor) {
			if (this.holder == null && !this.left && Seats.this.take(actor)) {
				this.holder = actor;
				Seats.this.open.incrementAndGet();
			}
			return this.holder != null;
		}

		/** The connection is over; may be said again. */
		synchronized void leave() {
			this.left = true;
			Actor gone = this.holder;
			this.holder = null;
			if (gone != null) {
				remove(Client.of(gone));
				remove(gone.tenant());
				Seats.this.open.decrementAndGet();
			}
		}

	}

	private record Client(TenantId tenant, Actor.Kind kind, UUID member, String program) {

		static Client of(Actor actor) {
			return new Client(actor.tenant(), actor.kind(), actor.member(), actor.client());
		}

	}

}
