package dev.rapport.territory;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.events.EventLog;
import dev.rapport.kernel.Checks;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.member.Member;
import dev.rapport.member.MemberId;
import dev.rapport.member.Members;
import dev.rapport.persistence.Ids;
import dev.rapport.persistence.RowGuard;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;

/**
 * The door to territories: each write is one transaction of lock, rule, rows and event.
 * Fails with a {@link Problem} and no change if a rule is broken. Who lets others into
 * records must reach all of them itself. What a change lets its members into, or no
 * longer, counts for new requests at once or after at most 20 seconds, and for live
 * subscriptions after at most 8.
 */
@Component
public class Territories {

	private static final Pattern KEY = Pattern.compile("[A-Z][A-Z0-9_]{0,39}");

	private final TerritoryRepository repository;

	private final Members members;

	private final EventLog log;

	private final TenantDatabase transactions;

	private final Clock clock;

	/** The kinds of records that territories let into. */
	private final List<String> kinds;

	Territories(TerritoryRepository repository, Members members, EventLog log, TenantDatabase transactions, Clock clock,
			Collection<RowGuard> guards) {
		this.repository = repository;
		this.members = members;
		this.log = log;
		this.transactions = transactions;
		this.clock = clock;
		this.kinds = guards.stream().filter((guard) -> guard.territory() != null).map(RowGuard::kind).toList();
	}

	/** The live territories in which customers lie, by the id of the customer. */
	public Mono<Map<UUID, List<Territory>>> ofCustomers(Collection<UUID> customers) {
		return this.repository.ofCustomers(customers);
	}

	Mono<Territory> create(Input input) {
		return Actors.current()
			.map((actor) -> Territory.create(new TerritoryId(Ids.next()), key(input),
					Checks.name(input.text("name"), input.at("name")), Area.read(input),
					Stamp.created(this.clock.instant(), actor.member())))
			.delayUntil((event) -> this.repository.insert(event.after()))
			.delayUntil(this.log::append)
			.map(TerritoryEvent.Created::after)
			.as(this.transactions::transactional);
	}

	Mono<Territory> update(Input input) {
		return change(input, (territory, stamp) -> territory.update(input, stamp));
	}

	Mono<Territory> archive(Input input) {
		return change(input, Territory::archive);
	}

	Mono<Territory> restore(Input input) {
		return change(input, Territory::restore);
	}

	/** Gives it to active members; those who have it already keep it. */
	Mono<Territory> assign(Input input) {
		return Mono.fromSupplier(() -> members(input))
			.delayUntil((ids) -> active(ids, input))
			.flatMap((ids) -> change(input, (territory, stamp) -> territory.assign(ids, stamp)))
			.as(this.transactions::transactional);
	}

	Mono<Territory> unassign(Input input) {
		return Mono.fromSupplier(() -> members(input))
			.flatMap((ids) -> change(input, (territory, stamp) -> territory.unassign(ids, stamp)));
	}

	private Mono<Territory> change(Input input, BiFunction<Territory, Stamp, TerritoryEvent> verb) {
		return Mono.fromSupplier(() -> input.id("id", TerritoryId.PREFIX, TerritoryId::new))
			.flatMap((id) -> this.repository.forUpdate(id)
				.switchIfEmpty(Mono.error(() -> new Problem.NotFound(input.at("id"), id))))
			.zipWith(Actors.current(),
					(territory, actor) -> within(
							verb.apply(territory.expecting(input.version()), stamp(territory, actor)), actor))
			.delayUntil((event) -> event.changes() ? keep(event) : Mono.empty())
			.map(TerritoryEvent::after)
			.as(this.transactions::transactional);
	}

	/** Nobody lets anybody into records that it does not reach itself. */
	private TerritoryEvent within(TerritoryEvent event, Actor actor) {
		if (event.letsIn() && !actor.rights().reachesAll(this.kinds)) {
			throw new Problem.Forbidden("territory.wider");
		}
		return event;
	}

	private Mono<Void> keep(TerritoryEvent event) {
		return this.repository.update(event.after()).then(this.log.append(event));
	}

	private Mono<Void> active(List<MemberId> ids, Input input) {
		return this.members.byIds(ids.stream().map(MemberId::value).toList())
			.doOnNext((known) -> ids.forEach((id) -> active(known.get(id.value()), id, input)))
			.then();
	}

	private static void active(@Nullable Member member, MemberId id, Input input) {
		if (member == null) {
			throw new Problem.NotFound(input.at("memberIds"), id);
		}
		if (!member.active()) {
			throw new Problem.Violation(ErrorCode.OUT_OF_RANGE, input.at("memberIds"), "territory.inactive");
		}
	}

	private static List<MemberId> members(Input input) {
		return Checks.items(input.ids("memberIds", MemberId.PREFIX, MemberId::new), input.at("memberIds"))
			.stream()
			.distinct()
			.toList();
	}

	private static String key(Input input) {
		String key = input.text("key");
		if (!KEY.matcher(key).matches()) {
			throw new Problem.Violation(ErrorCode.INVALID_FORMAT, input.at("key"), "territory.key");
		}
		return key;
	}

	private Stamp stamp(Territory territory, Actor actor) {
		return territory.stamp().updated(this.clock.instant(), actor.member());
	}

}
