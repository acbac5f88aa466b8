package dev.rapport.webhook;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.events.Change;
import dev.rapport.events.EventStream;
import dev.rapport.events.LogReader;
import dev.rapport.events.StoredEvent;
import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;
import dev.rapport.persistence.Ids;
import dev.rapport.tenancy.Actor;

/**
 * Reads on in the log for one subscription and notes what is to be sent. What was noted
 * and how far was read commit together.
 */
@Component
class Intake {

	private static final Set<ApiCode> LOST = Set.of(ApiCode.CURSOR_EXPIRED, ApiCode.CURSOR_EPOCH_CHANGED);

	private final WorkRepository repository;

	private final LogReader log;

	private final Renderer renderer;

	private final WebhookSettings settings;

	private final Clock clock;

	Intake(WorkRepository repository, LogReader log, Renderer renderer, WebhookSettings settings, Clock clock) {
		this.repository = repository;
		this.log = log;
		this.renderer = renderer;
		this.settings = settings;
		this.clock = clock;
	}

	/**
	 * Reads one batch, unless enough waits already; whether there was one.
	 * @throws Unsendable if the log can't go on where the subscription stands
	 */
	Mono<Boolean> read(Work work, Actor owner) {
		return (work.waiting() >= this.settings.waiting()) ? Mono.just(false) : this.log.after(work.cursor())
			.onErrorMap((failure) -> failure instanceof Problem.Refused refused && LOST.contains(refused.code()),
					(refused) -> new Unsendable(WebhookReason.EVENTS_LOST))
			.filter((events) -> !events.isEmpty())
			.delayUntil((events) -> note(work, owner, events))
			.hasElement();
	}

	private Mono<Void> note(Work work, Actor owner, List<EventStream.Positioned> events) {
		return this.renderer.relate(work.subscription().wanted(), events, owner)
			.map((changes) -> changes.stream().map((change) -> delivery(work, change)).toList())
			.flatMap((deliveries) -> this.repository.advance(work, events.getLast().event().position(), deliveries));
	}

	private WebhookDelivery delivery(Work work, Change change) {
		StoredEvent event = Objects.requireNonNull(change.event());
		WebhookDelivery.Subject subject = new WebhookDelivery.Subject(event.eventId(), event.position(), event.type(),
				event.aggregateType(), event.aggregateId());
		return WebhookDelivery.due(new WebhookDeliveryId(Ids.next()), work.subscription().id(), subject,
				this.clock.instant());
	}

}
