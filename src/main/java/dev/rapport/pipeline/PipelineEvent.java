package dev.rapport.pipeline;

import dev.rapport.events.DomainEvent;

/** What can happen to a pipeline. */
public sealed interface PipelineEvent extends DomainEvent {

	@Override
	Pipeline after();

	record Created(Pipeline after) implements PipelineEvent {
	}

	record Updated(Pipeline before, Pipeline after) implements PipelineEvent {
	}

	record Archived(Pipeline before, Pipeline after) implements PipelineEvent {
	}

}
