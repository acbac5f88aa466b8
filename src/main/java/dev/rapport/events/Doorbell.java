package dev.rapport.events;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import dev.rapport.tenancy.TenantId;

/**
 * Says that a tenant's log has grown. It may lose, repeat or reorder that, because the
 * stream also polls; PostgreSQL is the only record. This one rings within the process.
 */
@Component
class Doorbell {

	private final Sinks.Many<TenantId> rings = Sinks.many().multicast().directBestEffort();

	/** Never blocks and never fails; a ring that nobody can take is dropped. */
	void ring(TenantId tenant) {
		this.rings.emitNext(tenant, (signal, result) -> result == Sinks.EmitResult.FAIL_NON_SERIALIZED);
	}

	Flux<TenantId> rings() {
		return this.rings.asFlux();
	}

}
