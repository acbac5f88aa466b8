package dev.rapport.events;

import reactor.core.publisher.Flux;

import dev.rapport.tenancy.TenantId;

/**
 * Says that a tenant's log has grown. It may lose, repeat or reorder that, because the
 * stream also polls; PostgreSQL is the only record. A deaf doorbell costs latency, never
 * an event.
 */
interface Doorbell {

	/**
	 * Says so, after the commit. Never blocks and never fails; what nobody can take is
	 * dropped.
	 */
	void ring(TenantId tenant);

	/** The tenants whose logs have grown; only while subscribed to. */
	Flux<TenantId> rings();

}
