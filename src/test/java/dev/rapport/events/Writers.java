package dev.rapport.events;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.Tenants.Tenant;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actors;

/** Writes events as doors do: last in a transaction. */
record Writers(EventLog log, TenantDatabase database) {

	static final Duration PATIENCE = Duration.ofSeconds(30);

	/** One transaction that appends some notes. */
	Mono<Void> write(Tenant tenant, int events) {
		return Mono.defer(() -> this.log.append(Note.written(events)))
			.as(this.database::transactional)
			.contextWrite(Actors.with(tenant.actor()));
	}

	/** Many transactions of one event each, some at the same time. */
	Mono<Void> write(Tenant tenant, int transactions, int atOnce) {
		return Flux.range(0, transactions).flatMap((i) -> write(tenant, 1), atOnce).then();
	}

	/** Where the tenant's log stands. */
	EventCursor cursor(Tenant tenant) {
		return Objects.requireNonNull(this.log.cursor().contextWrite(Actors.with(tenant.actor())).block(PATIENCE));
	}

	/** All positions that are in the log, in order. */
	List<Long> positions(Tenant tenant) {
		return tenant.tenants()
			.owner()
			.query("select position from event_log where tenant_id = ? order by position",
					(row, number) -> row.getLong(1), tenant.id().value());
	}

}
