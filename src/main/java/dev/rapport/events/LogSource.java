package dev.rapport.events;

import java.util.List;

import reactor.core.publisher.Mono;

import dev.rapport.tenancy.TenantId;

/** Where a stream reads what happened. */
interface LogSource {

	/** Where the log of the caller's tenant stands. */
	Mono<LogHead> head();

	/** The events behind a position, not all of them where there are many. */
	Mono<List<StoredEvent>> after(TenantId tenant, long position);

	static LogSource of(EventLog log) {
		return new LogSource() {
			@Override
			public Mono<LogHead> head() {
				return log.head();
			}

			@Override
			public Mono<List<StoredEvent>> after(TenantId tenant, long position) {
				return log.after(tenant, position);
			}
		};
	}

}
