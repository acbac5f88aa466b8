package dev.rapport.events;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import dev.rapport.tenancy.TenantId;

/** Rings within the process; other processes poll. */
final class LocalDoorbell implements Doorbell {

	private final Sinks.Many<TenantId> rings = Sinks.many().multicast().directBestEffort();

	@Override
	public void ring(TenantId tenant) {
		this.rings.emitNext(tenant, (signal, result) -> result == Sinks.EmitResult.FAIL_NON_SERIALIZED);
	}

	@Override
	public Flux<TenantId> rings() {
		return this.rings.asFlux();
	}

}
