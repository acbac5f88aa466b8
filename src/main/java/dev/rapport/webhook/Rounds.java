package dev.rapport.webhook;

import java.time.Duration;
import java.util.UUID;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.function.Tuple2;

import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.Rights;

/**
 * Works on one subscription at a time that this process has taken: reads on in the log,
 * then sends, until there is nothing more to do or others should have their turn.
 * Whatever happens half-way, the next round goes on where the database says, so a message
 * may be sent twice but none is forgotten.
 */
@Component
class Rounds {

	private static final Logger LOGGER = LoggerFactory.getLogger(Rounds.class);

	/**
	 * For which part of a lease a process starts new attempts; the rest is for ending.
	 */
	private static final int PART = 2;

	private final WorkRepository repository;

	private final Intake intake;

	private final Dispatch dispatch;

	private final Owners owners;

	private final WebhookSubscriptions subscriptions;

	private final WebhookSettings settings;

	Rounds(WorkRepository repository, Intake intake, Dispatch dispatch, Owners owners,
			WebhookSubscriptions subscriptions, WebhookSettings settings) {
		this.repository = repository;
		this.intake = intake;
		this.dispatch = dispatch;
		this.owners = owners;
		this.subscriptions = subscriptions;
		this.settings = settings;
	}

	/** Works on a subscription if no other process does; never fails. */
	Mono<Void> work(Work.Due due) {
		return this.repository.claim(due.webhook(), this.settings.lease())
			.flatMap((fence) -> claimed(due, fence))
			.onErrorResume((failure) -> {
				LOGGER.warn("A round of the webhook {} failed and goes on with the next", due.webhook(), failure);
				return Mono.empty();
			})
			.contextWrite(Actors.with(service(due)));
	}

	/**
	 * Whatever comes of it, and also if this process stops, others can go on at once;
	 * only what could not be worked on rests, or it would be tried again without a pause.
	 */
	private Mono<Void> claimed(Work.Due due, long fence) {
		return Mono.usingWhen(Mono.fromSupplier(() -> new Pace(this.settings.lease().dividedBy(PART))),
				(pace) -> steps(due, fence, pace), (pace) -> release(due, fence, pace),
				(pace, failure) -> this.repository.release(due.webhook(), fence, this.settings.rest()),
				(pace) -> release(due, fence, pace));
	}

	private Mono<Void> steps(Work.Due due, long fence, Pace pace) {
		return step(due, fence, pace).expand((more) -> (more && pace.goesOn()) ? step(due, fence, pace) : Mono.empty())
			.then()
			.onErrorResume(Unsendable.class, (reason) -> this.subscriptions.stop(due.webhook(), reason.reason()));
	}

	/**
	 * Reads and sends one batch; whether there was anything to do. The subscription is
	 * looked up again in between: an event that comes after a change of it is sent as the
	 * change says, and signed by the secrets of then.
	 */
	private Mono<Boolean> step(Work.Due due, long fence, Pace pace) {
		return assigned(due, fence).flatMap((found) -> this.intake.read(found.getT1(), found.getT2().owner()))
			.zipWhen((read) -> send(due, fence, pace), Boolean::logicalOr)
			.defaultIfEmpty(false);
	}

	private Mono<Boolean> send(Work.Due due, long fence, Pace pace) {
		return assigned(due, fence).flatMap((found) -> this.dispatch.send(found.getT1(), found.getT2(), pace))
			.defaultIfEmpty(false);
	}

	private Mono<Tuple2<Work, Assignment>> assigned(Work.Due due, long fence) {
		return this.repository.load(due.tenant(), due.webhook(), fence).zipWhen(this.owners::of);
	}

	private Mono<Void> release(Work.Due due, long fence, Pace pace) {
		return this.repository.release(due.webhook(), fence,
				pace.troubled() ? this.settings.rest() : Duration.ofMillis(-1));
	}

	private static Actor service(Work.Due due) {
		return new Actor(due.tenant(), Actor.Kind.SYSTEM, new UUID(0, 0), "webhooks", "webhooks", Rights.UNLIMITED);
	}

}
