package dev.rapport.events;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.persistence.Chore;
import dev.rapport.persistence.TenantDatabase;

/** Makes room for the events of the coming days and drops those past retention. */
@Component
class EventLogRetention implements Chore {

	/** For how many days partitions are made ahead. */
	private static final int AHEAD_DAYS = 7;

	private final TenantDatabase database;

	private final int keepDays;

	EventLogRetention(TenantDatabase database, @Value("${rapport.events.keep-days:7}") int keepDays) {
		this.database = database;
		this.keepDays = keepDays;
	}

	@Override
	public String name() {
		return "retention of the event log";
	}

	@Override
	public Mono<Void> perform() {
		return this.database.call("call maintain_event_log($1, $2)", this.keepDays, AHEAD_DAYS);
	}

}
