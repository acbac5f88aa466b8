package dev.rapport.graphql;

import java.util.List;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.tenancy.Actor;

/**
 * What callers may still spend: each client of a tenant has a bucket of points, and all
 * clients of the tenant together have one, so that no client starves the others and no
 * tenant its neighbours.
 */
@Component
class Budgets {

	private static final Draw NOT_ASKED = new Draw(false, 0, 0);

	private final Buckets buckets;

	private final Rate client;

	private final Rate tenant;

	Budgets(Buckets buckets, LimitSettings settings) {
		this.buckets = buckets;
		this.client = settings.client();
		this.tenant = settings.tenant();
	}

	/** Takes points from both buckets, or from neither. */
	Mono<Charge> charge(Actor actor, long points) {
		return AtOnce.flatMap(this.buckets.draw(clientKey(actor), this.client, points),
				(own) -> own.granted() ? drawn(actor, points, own) : Mono.just(charged(actor, points, own, NOT_ASKED)));
	}

	private Mono<Charge> drawn(Actor actor, long points, Draw own) {
		return AtOnce.map(this.buckets.draw(tenantKey(actor), this.tenant, points),
				(all) -> charged(actor, points, own, all));
	}

	/** Gives back what was not used, or takes what was used beyond. */
	void settle(Actor actor, long points) {
		this.buckets.settle(clientKey(actor), this.client, points);
		this.buckets.settle(tenantKey(actor), this.tenant, points);
	}

	private Charge charged(Actor actor, long points, Draw own, Draw all) {
		if (!own.granted()) {
			return Charge.refused(new Charge.Standing(this.client, own.remaining()), own.pause());
		}
		if (!all.granted()) {
			this.buckets.settle(clientKey(actor), this.client, points);
			return Charge.refused(new Charge.Standing(this.tenant, all.remaining()), all.pause());
		}
		return new Charge(true, 0, List.of(new Charge.Standing(this.client, own.remaining()),
				new Charge.Standing(this.tenant, all.remaining())));
	}

	private static String tenantKey(Actor actor) {
		return actor.tenant().toString();
	}

	private static String clientKey(Actor actor) {
		return actor.tenant() + "/" + actor.client();
	}

}
