package dev.rapport.member;

import java.time.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
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

/**
 * The door to teams: each write is one transaction of lock, rule, rows and event. Fails
 * with a {@link Problem} and no change if a rule is broken.
 */
@Component
public class Teams {

	private final TeamRepository repository;

	private final EventLog log;

	private final TenantDatabase transactions;

	private final Clock clock;

	Teams(TeamRepository repository, EventLog log, TenantDatabase transactions, Clock clock) {
		this.repository = repository;
		this.log = log;
		this.transactions = transactions;
		this.clock = clock;
	}

	/** The teams that exist for the caller, archived or not, by id. */
	public Mono<Map<UUID, Team>> byIds(Collection<UUID> ids) {
		return this.repository.byIds(ids);
	}

	/** Records a new team. */
	Mono<Team> create(Input input) {
		return Actors.current()
			.map((actor) -> new Draft(Checks.name(input.text("name"), input.at("name")),
					input.idOrNull("parentId", TeamId.PREFIX, TeamId::new),
					input.idOrNull("leadId", MemberId.PREFIX, MemberId::new),
					Stamp.created(this.clock.instant(), actor.member())))
			.flatMap((draft) -> createAll(List.of(draft)))
			.map(List::getFirst);
	}

	/**
	 * Records teams in one transaction, in order; the teams above them must exist
	 * already, and be live.
	 */
	public Mono<List<Team>> createAll(List<Draft> drafts) {
		return Mono.fromSupplier(() -> drafts.stream().map(Draft::create).toList())
			.delayUntil((events) -> shareLive(parents(drafts), "input.parentId"))
			.delayUntil((events) -> this.repository.insert(teams(events)))
			.delayUntil(this.log::append)
			.map(Teams::teams)
			.as(this.transactions::transactional);
	}

	/** Renames a team, moves it in the tree or changes its lead. */
	Mono<Team> update(Input input) {
		Mono<Void> turn = input.has("parentId") ? this.repository.forMove() : Mono.empty();
		return turn.then(change(input, (team, stamp) -> team.update(input, stamp), this::placed))
			.as(this.transactions::transactional);
	}

	Mono<Team> archive(Input input) {
		return change(input, Team::archive, this::unused);
	}

	Mono<Team> restore(Input input) {
		return change(input, Team::restore, (event) -> shareLive(parent(event.after()), "input.id"));
	}

	/**
	 * Makes sure that teams exist and are live, and stay so until the transaction ends.
	 * @param path where the ids stand in the input
	 */
	Mono<Void> shareLive(Collection<TeamId> ids, String path) {
		return ids.isEmpty() ? Mono.empty()
				: this.repository.forShare(ids).map((teams) -> checked(ids, teams, path)).then();
	}

	private <E extends TeamEvent> Mono<Team> change(Input input, BiFunction<Team, Stamp, E> verb,
			Function<E, Mono<Void>> guard) {
		return Mono.defer(() -> change(input.id("id", TeamId.PREFIX, TeamId::new), input.version(), verb, guard));
	}

	private <E extends TeamEvent> Mono<Team> change(TeamId id, @Nullable Integer version,
			BiFunction<Team, Stamp, E> verb, Function<E, Mono<Void>> guard) {
		return this.repository.forUpdate(id)
			.switchIfEmpty(Mono.error(() -> new Problem.NotFound("input.id", id)))
			.zipWith(Actors.current(),
					(team, actor) -> within(verb.apply(team.expecting(version), stamp(team, actor)), actor))
			.delayUntil(guard)
			.delayUntil((event) -> this.repository.update(event.after()))
			.delayUntil(this.log::append)
			.<Team>map(TeamEvent::after)
			.as(this.transactions::transactional);
	}

	/** Nobody leads a team, or puts one below others, to see more. */
	private static <E extends TeamEvent> E within(E event, Actor actor) {
		if (event instanceof TeamEvent.Updated updated && updated.letsIn(new MemberId(actor.member()))) {
			reaching(actor);
		}
		return event;
	}

	/**
	 * What a team's members have is seen by others of the team and above: who could let
	 * itself into that must reach all records anyway.
	 * @throws Problem.Forbidden if the caller doesn't
	 */
	static void reaching(Actor actor) {
		if (!actor.rights().reachesAll(Role.OWNED)) {
			throw new Problem.Forbidden("team.wider");
		}
	}

	private Mono<Void> placed(TeamEvent.Updated event) {
		TeamId parent = event.after().parent();
		return (parent == null || !event.moved()) ? Mono.empty()
				: shareLive(List.of(parent), "input.parentId")
					.then(Mono.defer(() -> this.repository.isAncestor(event.after().id(), parent)))
					.filter((circle) -> !circle)
					.switchIfEmpty(Mono.error(Team::circle))
					.then();
	}

	private Mono<Void> unused(TeamEvent.Archived event) {
		return this.repository.inUse(event.after().id())
			.filter((used) -> !used)
			.switchIfEmpty(Mono.error(() -> new Problem.Violation(ErrorCode.IN_USE, "input.id", "team.inUse")))
			.then();
	}

	private Stamp stamp(Team team, Actor actor) {
		return team.stamp().updated(this.clock.instant(), actor.member());
	}

	private static List<Team> checked(Collection<TeamId> ids, List<Team> found, String path) {
		Set<TeamId> missing = new HashSet<>(ids);
		for (Team team : found) {
			missing.remove(team.id());
			if (team.archivedAt() != null) {
				throw new Problem.Violation(ErrorCode.ARCHIVED, path, "team.archived", team.name());
			}
		}
		missing.forEach((id) -> {
			throw new Problem.NotFound(path, id);
		});
		return found;
	}

	private static List<TeamId> parent(Team team) {
		return (team.parent() == null) ? List.of() : List.of(team.parent());
	}

	private static List<TeamId> parents(List<Draft> drafts) {
		return drafts.stream().map(Draft::parent).filter(Objects::nonNull).distinct().toList();
	}

	private static List<Team> teams(List<TeamEvent.Created> events) {
		return events.stream().map(TeamEvent.Created::after).toList();
	}

	/**
	 * A team to be.
	 *
	 * @param parent the team above; null for the top of the tree
	 * @param stamp when it was recorded; for imported history the historic time
	 */
	public record Draft(String name, @Nullable TeamId parent, @Nullable MemberId lead, Stamp stamp) {

		private TeamEvent.Created create() {
			return Team.create(new TeamId(Ids.next()), this.name, this.parent, this.lead, this.stamp);
		}

	}

}
