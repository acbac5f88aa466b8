package dev.rapport.member;

import dev.rapport.events.DomainEvent;

/** What can happen to an API key. */
sealed interface ApiKeyEvent extends DomainEvent {

	@Override
	ApiKey after();

	record Created(ApiKey after) implements ApiKeyEvent {
	}

	record Replaced(ApiKey before, ApiKey after) implements ApiKeyEvent {
	}

	record Revoked(ApiKey before, ApiKey after) implements ApiKeyEvent {
	}

}
