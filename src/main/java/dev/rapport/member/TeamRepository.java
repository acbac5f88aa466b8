package dev.rapport.member;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Stamp;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.Listing;
import dev.rapport.persistence.NodeSource;
import dev.rapport.persistence.Sql;
import dev.rapport.persistence.TenantDatabase;

@Repository
class TeamRepository implements NodeSource<Team> {

	private static final String COLUMNS = """
			t.id, t.version, t.name, t.parent_id, t.lead_id, t.created_at, t.created_by, t.updated_at, t.updated_by,
			t.archived_at""";

	static final Listing<Team> LISTING = new Listing<>(COLUMNS, "team t", "t.tenant_id", TeamRepository::read);

	private static final String BY_IDS = "select " + COLUMNS + " from team t where t.tenant_id = $1 and t.id = any($2)";

	private static final String FOR_UPDATE = "select " + COLUMNS
			+ " from team t where t.tenant_id = $1 and t.id = $2 for update";

	/** Shared, and in one order, so that many can join a team at the same time. */
	private static final String FOR_SHARE = "select " + COLUMNS
			+ " from team t where t.tenant_id = $1 and t.id = any($2) order by t.id for share";

	private static final String FOR_MOVE = """
			select count(*) from (select t.id from team t where t.tenant_id = $1 order by t.id for update) locked
			""";

	/** Whether the first team is the second or one above it. */
	private static final String ANCESTOR = """
			with recursive line as (
			  select t.id, t.parent_id from team t where t.tenant_id = $1 and t.id = $3
			  union
			  select t.id, t.parent_id from team t join line l on t.id = l.parent_id where t.tenant_id = $1)
			select exists (select from line where id = $2)
			""";

	private static final String PATHS = """
			with recursive line (start, id, parent_id, height) as (
			  select t.id, t.id, t.parent_id, 0 from team t where t.tenant_id = $1 and t.id = any($2)
			  union all
			  select l.start, t.id, t.parent_id, l.height + 1
			  from line l join team t on t.tenant_id = $1 and t.id = l.parent_id)
			select l.start,\s""" + COLUMNS + """
			 from line l join team t on t.tenant_id = $1 and t.id = l.id order by l.start, l.height desc
			""";

	private static final String IN_USE = """
			select exists (select from member m where m.tenant_id = $1 and m.team_id = $2)
			  or exists (select from team t where t.tenant_id = $1 and t.parent_id = $2 and t.archived_at is null)
			""";

	private static final String INSERT = """
			insert into team (tenant_id, id, version, name, parent_id, lead_id, created_at, created_by, updated_at,
			  updated_by)
			values ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9)
			""";

	private static final String UPDATE = """
			update team set version = $3, name = $4, parent_id = $5, lead_id = $6, updated_at = $7, updated_by = $8,
			  archived_at = $9
			where tenant_id = $1 and id = $2 and version = $3 - 1
			""";

	private final TenantDatabase database;

	TeamRepository(TenantDatabase database) {
		this.database = database;
	}

	@Override
	public String prefix() {
		return TeamId.PREFIX;
	}

	@Override
	public Class<Team> type() {
		return Team.class;
	}

	@Override
	public Mono<Map<UUID, Team>> byIds(Collection<UUID> ids) {
		return this.database.byKeys(BY_IDS, TeamRepository::read, (Object) ids.toArray(UUID[]::new))
			.map((teams) -> teams.stream().collect(Collectors.toMap((team) -> team.id().value(), (team) -> team)));
	}

	/** Each team with all teams above it, the root first, by the team's id. */
	Mono<Map<UUID, List<Team>>> paths(Collection<UUID> ids) {
		return this.database.list(PATHS, Step::read, (Object) ids.toArray(UUID[]::new))
			.map((steps) -> steps.stream()
				.collect(Collectors.groupingBy(Step::start, Collectors.mapping(Step::team, Collectors.toList()))));
	}

	/** Locks the team until the transaction ends; empty if there is none. */
	Mono<Team> forUpdate(TeamId id) {
		return this.database.first(FOR_UPDATE, TeamRepository::read, id.value());
	}

	/** Keeps teams from being archived or moved until the transaction ends. */
	Mono<List<Team>> forShare(Collection<TeamId> ids) {
		return this.database.list(FOR_SHARE, TeamRepository::read, (Object) Sql.ids(ids));
	}

	/**
	 * Lets one move happen at a time: two that are harmless alone can make a circle. A
	 * tree has few teams and they move rarely, so locking them all is cheap.
	 */
	Mono<Void> forMove() {
		return this.database.first(FOR_MOVE, Columns::number).then();
	}

	Mono<Boolean> isAncestor(TeamId ancestor, TeamId of) {
		return this.database.first(ANCESTOR, Columns::flag, ancestor.value(), of.value());
	}

	/** Whether a team has members or live teams below it. */
	Mono<Boolean> inUse(TeamId id) {
		return this.database.first(IN_USE, Columns::flag, id.value());
	}

	Mono<Void> insert(List<Team> teams) {
		return this.database.insertAll(INSERT, teams.stream().map(TeamRepository::inserted).toList());
	}

	/**
	 * Writes the new state over the version before it; fails if that isn't the current
	 * one.
	 */
	Mono<Void> update(Team team) {
		return this.database.write(UPDATE, updated(team));
	}

	private static Object[] inserted(Team team) {
		Stamp stamp = team.stamp();
		return new Object[] { team.id().value(), team.name(), Sql.id(team.parent()), Sql.id(team.lead()),
				stamp.createdAt(), stamp.createdBy(), stamp.updatedAt(), stamp.updatedBy() };
	}

	private static Object[] updated(Team team) {
		return new Object[] { team.id().value(), team.version(), team.name(), Sql.id(team.parent()),
				Sql.id(team.lead()), team.updatedAt(), team.stamp().updatedBy(), Sql.instant(team.archivedAt()) };
	}

	private static Team read(Columns c) {
		return new Team(c.id(TeamId::new), c.integer(), c.text(), c.idOrNull(TeamId::new), c.idOrNull(MemberId::new),
				new Stamp(c.instant(), c.uuid(), c.instant(), c.uuid()), c.instantOrNull());
	}

	/** A team on the way from the root down to {@code start}. */
	private record Step(UUID start, Team team) {

		static Step read(Columns c) {
			return new Step(c.uuid(), TeamRepository.read(c));
		}

	}

}
