package dev.rapport.member;

import java.time.Clock;
import java.util.List;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.events.EventLog;
import dev.rapport.kernel.Checks;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.persistence.Ids;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;

/**
 * The door to clients: each write is one transaction of lock, rule, row and event. Fails
 * with a {@link Problem} and no change if a rule is broken.
 */
@Component
class ApiClients {

	/** What changes of clients and their keys need. */
	static final String WRITE = "clients:write";

	/** The role that everybody may give who may record clients. */
	static final String USUAL_ROLE = "PARTNER";

	private final ApiClientRepository repository;

	private final Roles roles;

	private final EventLog log;

	private final TenantDatabase transactions;

	private final Clock clock;

	ApiClients(ApiClientRepository repository, Roles roles, EventLog log, TenantDatabase transactions, Clock clock) {
		this.repository = repository;
		this.roles = roles;
		this.log = log;
		this.transactions = transactions;
		this.clock = clock;
	}

	/** Records a new client, without keys. */
	Mono<ApiClient> create(Input input) {
		return Actors.permitted(WRITE)
			.map((actor) -> ApiClient.create(new ApiClientId(Ids.next()),
					Checks.name(input.text("name"), input.at("name")), roles(input),
					Stamp.created(this.clock.instant(), actor.member())))
			.delayUntil((event) -> this.roles.checkGiven(event.after().roles(), USUAL_ROLE, input.at("roles")))
			.delayUntil((event) -> this.repository.insert(event.after()))
			.delayUntil(this.log::append)
			.map(ApiClientEvent.Created::after)
			.as(this.transactions::transactional);
	}

	/** Changes what the input has; absent keeps. */
	Mono<ApiClient> update(Input input) {
		return Actors.permitted(WRITE)
			.zipWhen((actor) -> locked(input.id("id", ApiClientId.PREFIX, ApiClientId::new), input.at("id")))
			.map((found) -> update(found.getT2(), input, found.getT1()))
			.delayUntil((event) -> checkRoles(event, input.at("roles")))
			.delayUntil((event) -> this.repository.update(event.after()))
			.delayUntil(this.log::append)
			.map(ApiClientEvent.Updated::after)
			.as(this.transactions::transactional);
	}

	/** The client, locked; fails if there is none for the caller. */
	Mono<ApiClient> locked(ApiClientId id, String path) {
		return this.repository.forUpdate(id).switchIfEmpty(Mono.error(() -> new Problem.NotFound(path, id)));
	}

	private ApiClientEvent.Updated update(ApiClient client, Input input, Actor actor) {
		return client.expecting(input.version())
			.update(input.has("name") ? Checks.name(input.textOrNull("name"), input.at("name")) : client.name(),
					input.has("roles") ? roles(input) : client.roles(),
					(input.values().get("active") instanceof Boolean active) ? active : client.active(),
					client.stamp().updated(this.clock.instant(), actor.member()));
	}

	private Mono<Void> checkRoles(ApiClientEvent.Updated event, String path) {
		return event.before().roles().equals(event.after().roles()) ? Mono.empty()
				: this.roles.checkReplaced(event.before().roles(), event.after().roles(), path);
	}

	private static List<String> roles(Input input) {
		return Checks.items(input.texts("roles"), input.at("roles"));
	}

}
