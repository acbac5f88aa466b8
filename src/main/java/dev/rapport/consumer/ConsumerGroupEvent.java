package dev.rapport.consumer;

import org.jspecify.annotations.Nullable;

import dev.rapport.events.DomainEvent;

/** What can happen to a consumer group. */
public sealed interface ConsumerGroupEvent extends DomainEvent {

	@Override
	ConsumerGroup after();

	@Override
	default @Nullable ConsumerGroup before() {
		return null;
	}

	record Created(ConsumerGroup after) implements ConsumerGroupEvent {
	}

	record Reset(ConsumerGroup before, ConsumerGroup after) implements ConsumerGroupEvent {
	}

	record Deleted(ConsumerGroup before, ConsumerGroup after) implements ConsumerGroupEvent {
	}

}
