package dev.rapport.webhook;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.events.EventCursor;
import dev.rapport.events.EventLog;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.Ids;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;

/**
 * The door to subscriptions: each write is one transaction of lock, rule, rows and event.
 * Fails with a {@link Problem} and no change if a rule is broken.
 */
@Component
class WebhookSubscriptions {

	/** What every change needs. */
	static final String WRITE = "webhooks:write";

	/** The longest time that two secrets sign. */
	private static final Duration LONGEST_OVERLAP = Duration.ofDays(7);

	private final WebhookSubscriptionRepository repository;

	private final WantedInput wanted;

	private final SecretVault vault;

	private final EventLog log;

	private final TenantDatabase transactions;

	private final Clock clock;

	WebhookSubscriptions(WebhookSubscriptionRepository repository, WantedInput wanted, SecretVault vault, EventLog log,
			TenantDatabase transactions, Clock clock) {
		this.repository = repository;
		this.wanted = wanted;
		this.vault = vault;
		this.log = log;
		this.transactions = transactions;
		this.clock = clock;
	}

	/**
	 * A new subscription to the events behind a cursor, or from now on, with its secret.
	 */
	Mono<Issued> create(Input input) {
		WebhookSubscriptionId id = new WebhookSubscriptionId(Ids.next());
		return this.vault.create(id)
			.flatMap((sealed) -> Actors.permitted(WRITE)
				.map((actor) -> created(id, input, actor))
				.delayUntil((event) -> room(input))
				.delayUntil((event) -> this.wanted.visible(event, input))
				.delayUntil((event) -> begin(event.after(), sealed.text(), input.textOrNull("after")))
				.delayUntil(this.log::append)
				.map((event) -> new Issued(event.after(), sealed.secret()))
				.as(this.transactions::transactional));
	}

	/** Changes what the input has; absent keeps. The caller becomes the owner. */
	Mono<WebhookSubscription> update(Input input) {
		return change(input,
				(found) -> found.one()
					.update(this.wanted.url(input, found.one().url()), this.wanted.read(input, found.one().wanted()),
							new MemberId(found.actor().member()), limit(found.actor()), found.stamp()));
	}

	/** Stops it; what happens meanwhile is sent when it is resumed. */
	Mono<WebhookSubscription> pause(Input input) {
		return change(input, (found) -> found.one().pause(WebhookReason.PAUSED_BY_MEMBER, found.stamp()));
	}

	/** Goes on where it stopped. */
	Mono<WebhookSubscription> resume(Input input) {
		return found(input).map((found) -> found.one().resume(found.stamp()))
			.delayUntil((event) -> this.repository.update(event.after()))
			.delayUntil((event) -> this.repository.resume(event.after().id(), this.clock.instant()))
			.delayUntil(this.log::append)
			.<WebhookSubscription>map(WebhookSubscriptionEvent::after)
			.as(this.transactions::transactional);
	}

	/** A new secret; the one before signs too for a while. */
	Mono<Issued> rotate(Input input) {
		Duration overlap = Objects.requireNonNull(input.durationOrNull("overlap"));
		if (overlap.isNegative() || overlap.compareTo(LONGEST_OVERLAP) > 0) {
			return Mono.error(() -> new Problem.Violation(ErrorCode.OUT_OF_RANGE, input.at("overlap"),
					"webhook.overlap", LONGEST_OVERLAP.toDays()));
		}
		return this.vault.create(id(input))
			.flatMap((sealed) -> found(input).map((found) -> found.one().rotate(until(overlap), found.stamp()))
				.delayUntil((event) -> this.repository.update(event.after()))
				.delayUntil((event) -> this.repository.rotate(event.after().id(), until(overlap), sealed.text()))
				.delayUntil(this.log::append)
				.map((event) -> new Issued(event.after(), sealed.secret()))
				.as(this.transactions::transactional));
	}

	/** Removes it, its secret and all that waits. */
	Mono<WebhookSubscription> delete(Input input) {
		return found(input).map((found) -> found.one().delete(found.stamp()))
			.delayUntil((event) -> this.repository.delete(event.after().id()))
			.delayUntil(this.log::append)
			.<WebhookSubscription>map(WebhookSubscriptionEvent::after)
			.as(this.transactions::transactional);
	}

	/**
	 * Stops it on the service's own account, unless it is stopped already. The caller is
	 * the service itself.
	 */
	Mono<Void> stop(WebhookSubscriptionId id, WebhookReason reason) {
		boolean disabled = Set.of(WebhookReason.FAILURES, WebhookReason.GONE).contains(reason);
		return Actors.current()
			.zipWith(this.repository.forUpdate(id), this::found)
			.filter((found) -> found.one().status() == WebhookStatus.ACTIVE)
			.<WebhookSubscriptionEvent>map((found) -> disabled ? found.one().disable(reason, found.stamp())
					: found.one().pause(reason, found.stamp()))
			.delayUntil((event) -> this.repository.update(event.after()))
			.delayUntil(this.log::append)
			.then()
			.as(this.transactions::transactional);
	}

	private Mono<WebhookSubscription> change(Input input, Function<Found, ? extends WebhookSubscriptionEvent> verb) {
		return found(input).<WebhookSubscriptionEvent>map(verb::apply)
			.delayUntil((event) -> this.wanted.visible(event, input))
			.delayUntil((event) -> this.repository.update(event.after()))
			.delayUntil(this.log::append)
			.map(WebhookSubscriptionEvent::after)
			.as(this.transactions::transactional);
	}

	private WebhookSubscriptionEvent.Created created(WebhookSubscriptionId id, Input input, Actor actor) {
		return WebhookSubscription.create(id, this.wanted.url(input, ""), this.wanted.read(input, WantedInput.NOTHING),
				new MemberId(actor.member()), limit(actor), Stamp.created(this.clock.instant(), actor.member()));
	}

	private Mono<Void> begin(WebhookSubscription one, String secret, @Nullable String after) {
		EventCursor cursor = (after == null) ? null : EventCursor.parse(after);
		return ((cursor == null) ? Mono.<Void>empty() : this.log.kept(cursor))
			.then(Mono.defer(() -> this.repository.insert(one, secret, cursor)));
	}

	private Mono<Void> room(Input input) {
		return this.repository.count()
			.filter((count) -> count < this.wanted.most())
			.switchIfEmpty(Mono.error(() -> new Problem.Violation(ErrorCode.TOO_MANY, input.at("url"),
					"webhook.tooMany", this.wanted.most())))
			.then();
	}

	private Mono<Found> found(Input input) {
		WebhookSubscriptionId id = id(input);
		return Actors.permitted(WRITE)
			.zipWhen((actor) -> this.repository.forUpdate(id)
				.switchIfEmpty(Mono.error(() -> new Problem.NotFound(input.at("id"), id))))
			.map((found) -> found(found.getT1(), found.getT2().expecting(input.version())));
	}

	private Found found(Actor actor, WebhookSubscription one) {
		return new Found(one, actor, one.stamp().updated(this.clock.instant(), actor.member()));
	}

	private Instant until(Duration overlap) {
		return this.clock.instant().plus(overlap);
	}

	private static WebhookSubscriptionId id(Input input) {
		return input.id("id", WebhookSubscriptionId.PREFIX, WebhookSubscriptionId::new);
	}

	private static @Nullable List<String> limit(Actor actor) {
		Set<String> limit = actor.rights().limit();
		return (limit == null) ? null : limit.stream().sorted().toList();
	}

	private record Found(WebhookSubscription one, Actor actor, Stamp stamp) {
	}

	/**
	 * A subscription with a secret at the one moment when that is handed over.
	 */
	record Issued(WebhookSubscription subscription, WebhookSecret secret) {
	}

}
