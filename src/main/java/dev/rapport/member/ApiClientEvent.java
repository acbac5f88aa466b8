package dev.rapport.member;

import dev.rapport.events.DomainEvent;

/** What can happen to a client. */
sealed interface ApiClientEvent extends DomainEvent {

	@Override
	ApiClient after();

	record Created(ApiClient after) implements ApiClientEvent {
	}

	record Updated(ApiClient before, ApiClient after) implements ApiClientEvent {
	}

}
