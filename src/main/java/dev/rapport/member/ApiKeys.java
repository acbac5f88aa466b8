package dev.rapport.member;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import dev.rapport.events.EventLog;
import dev.rapport.kernel.Checks;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.persistence.Ids;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.ApiKeyText;

/**
 * The door to API keys: each write is one transaction of lock, rule, rows and events.
 * Fails with a {@link Problem} and no change if a rule is broken. Nobody gets a key that
 * is good for more than the caller may do: neither by its scopes nor by its client's
 * roles.
 */
@Component
class ApiKeys {

	/** The most keys of one client that are active at the same time. */
	static final int MOST = 10;

	private static final SecureRandom RANDOM = new SecureRandom();

	private final ApiKeyRepository repository;

	private final ApiClients clients;

	private final Roles roles;

	private final EventLog log;

	private final TenantDatabase transactions;

	private final Clock clock;

	ApiKeys(ApiKeyRepository repository, ApiClients clients, Roles roles, EventLog log, TenantDatabase transactions,
			Clock clock) {
		this.repository = repository;
		this.clients = clients;
		this.roles = roles;
		this.log = log;
		this.transactions = transactions;
		this.clock = clock;
	}

	/** A new key of a client. */
	Mono<IssuedKey> create(Input input) {
		return text().flatMap((text) -> Actors.permitted(ApiClients.WRITE)
			.map((actor) -> issue(draft(input), text, actor))
			.delayUntil((issued) -> room(issued.key(), input))
			.delayUntil(this::insert)
			.delayUntil((issued) -> this.log.append(new ApiKeyEvent.Created(issued.key())))
			.as(this.transactions::transactional));
	}

	/** A successor of a key, beside which the key goes on for a while. */
	Mono<IssuedKey> rotate(Input input) {
		return text().flatMap((text) -> found(input).map((found) -> rotation(found, text, input))
			.delayUntil((rotation) -> mayHold(rotation.successor().key(), "input.id"))
			.delayUntil((rotation) -> alone(rotation.replaced().before()))
			.delayUntil((rotation) -> insert(rotation.successor()))
			.delayUntil((rotation) -> this.repository.update(rotation.replaced().after()))
			.delayUntil((rotation) -> this.log.append(rotation.events()))
			.map(Rotation::successor)
			.as(this.transactions::transactional));
	}

	/** Ends a key at once: within seconds it lets nobody in any more. */
	Mono<ApiKey> revoke(Input input) {
		return found(input).map((found) -> found.key().revoke(stamp(found)))
			.delayUntil((event) -> this.repository.update(event.after()))
			.delayUntil(this.log::append)
			.map(ApiKeyEvent.Revoked::after)
			.as(this.transactions::transactional);
	}

	/** The source of chance may block, so it is asked where that does no harm. */
	private static Mono<ApiKeyText> text() {
		return Mono.fromSupplier(() -> ApiKeyText.random(RANDOM)).subscribeOn(Schedulers.boundedElastic());
	}

	private static ApiKey.Draft draft(Input input) {
		return new ApiKey.Draft(input.id("clientId", ApiClientId.PREFIX, ApiClientId::new),
				Checks.name(input.text("name"), input.at("name")), Scopes.read(input), input.instant("expiresAt"));
	}

	private IssuedKey issue(ApiKey.Draft draft, ApiKeyText text, Actor actor) {
		Scopes.within(draft.scopes(), actor.rights());
		Stamp stamp = Stamp.created(this.clock.instant(), actor.member());
		return new IssuedKey(ApiKey.create(new ApiKeyId(Ids.next()), draft, text, stamp).after(), text);
	}

	private Mono<Void> room(ApiKey key, Input input) {
		return mayHold(key, input.at("clientId"))
			.then(Mono.defer(() -> this.repository.active(key.client(), this.clock.instant())))
			.filter((active) -> active < MOST)
			.switchIfEmpty(Mono
				.error(() -> new Problem.Violation(ErrorCode.TOO_MANY, input.at("clientId"), "apiKey.tooMany", MOST)))
			.then();
	}

	/** Locks the client; fails if its roles are more than the caller may give. */
	private Mono<Void> mayHold(ApiKey key, String path) {
		return this.clients.locked(key.client(), path)
			.flatMap((client) -> this.roles.checkGiven(client.roles(), ApiClients.USUAL_ROLE, path));
	}

	private Mono<Void> insert(IssuedKey issued) {
		return this.repository.insert(issued.key(), issued.text().hash());
	}

	private Rotation rotation(Found found, ApiKeyText text, Input input) {
		ApiKey key = found.key();
		IssuedKey successor = issue(
				new ApiKey.Draft(key.client(), key.name(), key.scopes(), input.instant("expiresAt")), text,
				found.actor());
		Duration overlap = Objects.requireNonNull(input.durationOrNull("overlap"));
		return new Rotation(key.replace(successor.key().id(), overlap, stamp(found)), successor);
	}

	/** Two of a line may be active, not three. */
	private Mono<Void> alone(ApiKey key) {
		return this.repository.hasPredecessor(key, this.clock.instant())
			.filter((accompanied) -> !accompanied)
			.switchIfEmpty(
					Mono.error(() -> new Problem.Violation(ErrorCode.TOO_MANY, "input.id", "apiKey.predecessor")))
			.then();
	}

	private Mono<Found> found(Input input) {
		ApiKeyId id = input.id("id", ApiKeyId.PREFIX, ApiKeyId::new);
		return Actors.permitted(ApiClients.WRITE)
			.zipWhen((actor) -> this.repository.forUpdate(id)
				.switchIfEmpty(Mono.error(() -> new Problem.NotFound(input.at("id"), id))))
			.map((found) -> new Found(found.getT2().expecting(input.version()), found.getT1()));
	}

	private Stamp stamp(Found found) {
		Instant now = this.clock.instant();
		return found.key().stamp().updated(now, found.actor().member());
	}

	private record Found(ApiKey key, Actor actor) {
	}

	private record Rotation(ApiKeyEvent.Replaced replaced, IssuedKey successor) {

		List<ApiKeyEvent> events() {
			return List.of(new ApiKeyEvent.Created(this.successor.key()), this.replaced);
		}

	}

}
