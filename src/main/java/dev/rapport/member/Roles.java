package dev.rapport.member;

import java.time.Clock;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

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
import dev.rapport.tenancy.RestrictableFields;

/**
 * The door to roles: each write is one transaction of lock, rule, row and event. Fails
 * with a {@link Problem} and no change if a rule is broken. Nobody makes, changes, gives
 * or takes a role that allows more than the caller may do.
 */
@Component
class Roles {

	private static final String READ = "roles:read";

	private static final String WRITE = "roles:write";

	private static final Comparator<Role> IN_ORDER = Comparator
		.comparing((Role role) -> BuiltInRole.valueOf(role.key()));

	private final RoleRepository repository;

	private final EventLog log;

	private final TenantDatabase transactions;

	private final RestrictableFields restrictable;

	private final Clock clock;

	Roles(RoleRepository repository, EventLog log, TenantDatabase transactions, RestrictableFields restrictable,
			Clock clock) {
		this.repository = repository;
		this.log = log;
		this.transactions = transactions;
		this.restrictable = restrictable;
		this.clock = clock;
	}

	/**
	 * The built-in roles and then the tenant's own by name, or its archived ones; none
	 * for those who may not read roles.
	 */
	Mono<List<Role>> all(boolean archived) {
		Stream<Role> builtIn = archived ? Stream.of() : BuiltInRoles.BY_KEY.values().stream().sorted(IN_ORDER);
		return reader().flatMap((actor) -> this.repository.own(archived))
			.map((own) -> Stream.concat(builtIn, own.stream()).toList())
			.defaultIfEmpty(List.of());
	}

	/** The live role with a key; empty also for those who may not read roles. */
	Mono<Role> byKey(String key) {
		return reader().flatMap((actor) -> this.repository.byKeys(List.of(key)))
			.filter((roles) -> !roles.isEmpty())
			.map(List::getFirst);
	}

	private static Mono<Actor> reader() {
		return Actors.current().filter((actor) -> actor.rights().may(READ));
	}

	/** Records a new role of the tenant. */
	Mono<Role> create(Input input) {
		return Actors.permitted(WRITE)
			.map((actor) -> within(Role.create(new RoleId(Ids.next()), RoleRules.key(input),
					Checks.name(input.text("name"), input.at("name")), RoleRules.grants(input),
					RoleRules.fields(input, this.restrictable), Stamp.created(this.clock.instant(), actor.member())),
					actor))
			.delayUntil((event) -> insert(event.after(), input))
			.delayUntil(this.log::append)
			.map(RoleEvent.Created::after)
			.as(this.transactions::transactional)
			.onErrorMap(Problem.Duplicate.class,
					(twin) -> new Problem.Duplicate(input.at("key"), twin.existing(), twin.messageKey()));
	}

	private Mono<Void> insert(Role role, Input input) {
		return this.repository.insert(role)
			.filter((inserted) -> inserted)
			.switchIfEmpty(Mono.error(
					() -> new Problem.Violation(ErrorCode.TOO_MANY, input.at("key"), "tooMany", RoleRepository.MOST)))
			.then();
	}

	/** Changes what the input has: absent keeps, null clears. */
	Mono<Role> update(Input input) {
		return change(input,
				(role, stamp) -> role.update(
						input.has("name") ? Checks.name(input.textOrNull("name"), input.at("name")) : role.name(),
						input.has("grants") ? RoleRules.grants(input) : role.grants(),
						input.has("fields") ? RoleRules.fields(input, this.restrictable) : role.fields(), stamp),
				(event) -> Mono.empty());
	}

	Mono<Role> archive(Input input) {
		return change(input, Role::archive, this::unused);
	}

	Mono<Role> restore(Input input) {
		return change(input, Role::restore, (event) -> Mono.empty());
	}

	private <E extends RoleEvent> Mono<Role> change(Input input, BiFunction<Role, Stamp, E> verb,
			Function<E, Mono<Void>> guard) {
		return Actors.permitted(WRITE)
			.flatMap((actor) -> found(input)
				.map((role) -> within(verb.apply(within(role, actor).expecting(input.version()), stamp(role, actor)),
						actor)))
			.delayUntil(guard)
			.delayUntil((event) -> this.repository.update(event.after()))
			.delayUntil(this.log::append)
			.<Role>map(RoleEvent::after)
			.as(this.transactions::transactional);
	}

	private Mono<Role> found(Input input) {
		RoleId id = input.id("id", RoleId.PREFIX, RoleId::new);
		if (BuiltInRoles.BY_KEY.values().stream().anyMatch((role) -> role.id().equals(id))) {
			return Mono.error(() -> new Problem.Forbidden("role.builtIn"));
		}
		return this.repository.forUpdate(id).switchIfEmpty(Mono.error(() -> new Problem.NotFound(input.at("id"), id)));
	}

	private Mono<Void> unused(RoleEvent.Archived event) {
		return this.repository.inUse(event.after())
			.filter((used) -> !used)
			.switchIfEmpty(Mono.error(() -> new Problem.Violation(ErrorCode.IN_USE, "input.id", "role.inUse")))
			.then();
	}

	/**
	 * Completes if the caller may give these roles to somebody who has none. Without the
	 * right to give roles, that is the usual one and no other.
	 * @param usual the role that everybody may give who may record such a member
	 */
	Mono<Void> checkGiven(Collection<String> keys, String usual, String path) {
		return keys.isEmpty() ? Mono.empty()
				: found(keys, path).zipWith(Actors.current())
					.doOnNext((found) -> found.getT1().forEach((role) -> given(role, usual, found.getT2())))
					.then();
	}

	/**
	 * Completes if the caller may replace somebody's roles: those that are given and
	 * those that are taken must be within what it may do itself.
	 */
	Mono<Void> checkReplaced(Collection<String> before, Collection<String> after, String path) {
		Set<String> added = without(after, before);
		Set<String> taken = without(before, after);
		return Actors.permitted(WRITE)
			.flatMap((actor) -> found(added, path).concatWith(this.repository.byKeys(taken))
				.flatMapIterable(Function.identity())
				.doOnNext((role) -> within(role, actor))
				.then());
	}

	private Mono<List<Role>> found(Collection<String> keys, String path) {
		return this.repository.forShare(Set.copyOf(keys)).doOnNext((roles) -> {
			Set<String> known = roles.stream().map(Role::key).collect(Collectors.toSet());
			keys.stream().filter((key) -> !known.contains(key)).findFirst().ifPresent((key) -> {
				throw new Problem.Violation(ErrorCode.NOT_FOUND, path, "role.unknown", key);
			});
		});
	}

	private static void given(Role role, String usual, Actor actor) {
		if (actor.rights().may(WRITE)) {
			within(role, actor);
		}
		else if (!role.key().equals(usual)) {
			throw new Problem.Forbidden("access.scope", WRITE);
		}
	}

	private static <E extends RoleEvent> E within(E event, Actor actor) {
		within(event.after(), actor);
		return event;
	}

	private static Role within(Role role, Actor actor) {
		String beyond = role.beyond(actor.rights());
		if (beyond != null) {
			throw new Problem.Forbidden("role.wider", role.key(), beyond);
		}
		return role;
	}

	private static Set<String> without(Collection<String> all, Collection<String> others) {
		return all.stream().filter((key) -> !others.contains(key)).collect(Collectors.toSet());
	}

	private Stamp stamp(Role role, Actor actor) {
		Stamp stamp = role.stamp();
		return (stamp == null) ? Stamp.created(this.clock.instant(), actor.member())
				: stamp.updated(this.clock.instant(), actor.member());
	}

}
