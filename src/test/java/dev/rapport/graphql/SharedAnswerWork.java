package dev.rapport.graphql;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import graphql.ExecutionResult;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import dev.rapport.events.Change;
import dev.rapport.events.Companion;
import dev.rapport.events.StoredEvent;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.TenantId;

/**
 * How equal subscriptions come to one result, to be measured. What the engine does for
 * the first of them is left out.
 */
public final class SharedAnswerWork {

	private static final String DOCUMENT = "subscription($after: EventCursor) { customerChanged(after: $after) { cursor kind type changedFields customer { id name status } } }";

	private final SharedAnswers answers = new SharedAnswers(DocumentWork.documents());

	private final Question.Subject subject = new Question.Subject(DOCUMENT, null, Map.of(), Locale.ENGLISH);

	private final Actor caller = new Actor(new TenantId(new UUID(1, 1)), Actor.Kind.USER, new UUID(1, 4), "measured",
			"measured", Rights.UNLIMITED);

	/** The result for one more of the subscribers. */
	public Mono<ExecutionResult> answer(Change change) {
		return this.answers.answer(
				new Question(this.subject, this.caller.tenant(), Question.View.of(this.caller), change),
				new Convoy(Schedulers.parallel(), new Companion("same")), Mono.fromSupplier(() -> executed(change)));
	}

	private static ExecutionResult executed(Change change) {
		StoredEvent event = change.event();
		Map<String, @Nullable Object> message = new LinkedHashMap<>();
		message.put("cursor", change.cursor().toString());
		message.put("kind", change.kind().name());
		message.put("type", change.type());
		message.put("changedFields", change.changedFields());
		message.put("customer", (event == null) ? null : event.facts());
		return ExecutionResult.newExecutionResult().data(Map.of("customerChanged", message)).build();
	}

}
