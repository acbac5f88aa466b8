package dev.rapport.territory;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Stamp;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.Json;
import dev.rapport.persistence.Listing;
import dev.rapport.persistence.NodeSource;
import dev.rapport.persistence.Sql;
import dev.rapport.persistence.TenantDatabase;

@Repository
class TerritoryRepository implements NodeSource<Territory> {

	private static final String COLUMNS = """
			t.id, t.version, t.key, t.name, t.areas, array(select tm.member_id from territory_member tm
			  where tm.tenant_id = t.tenant_id and tm.territory_id = t.id), t.created_at,
			t.created_by, t.updated_at, t.updated_by, t.archived_at""";

	static final Listing<Territory> LISTING = new Listing<>(COLUMNS, "territory t", "t.tenant_id",
			TerritoryRepository::read);

	private static final String BY_IDS = "select " + COLUMNS
			+ " from territory t where t.tenant_id = $1 and t.id = any($2)";

	private static final String FOR_UPDATE = "select " + COLUMNS
			+ " from territory t where t.tenant_id = $1 and t.id = $2 for update";

	private static final String OF_MEMBERS = "select m.member_id, " + COLUMNS + """
			 from territory_member m join territory t on t.tenant_id = m.tenant_id and t.id = m.territory_id
			where m.tenant_id = $1 and m.member_id = any($2) and t.archived_at is null order by t.name_normal, t.id
			""";

	private static final String OF_CUSTOMERS = "select c.id, " + COLUMNS + """
			 from customer c join territory t on t.tenant_id = c.tenant_id and t.area_keys && c.area_keys
			where c.tenant_id = $1 and c.id = any($2) and t.archived_at is null order by t.name_normal, t.id
			""";

	private static final String INSERT = """
			insert into territory (tenant_id, id, version, key, name, areas, created_at, created_by, updated_at, updated_by)
			values ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9)
			""";

	private static final String UPDATE = """
			update territory set version = $3, name = $4, areas = $5, updated_at = $6, updated_by = $7, archived_at = $8
			where tenant_id = $1 and id = $2 and version = $3 - 1
			""";

	private static final String TAKE = """
			delete from territory_member where tenant_id = $1 and territory_id = $2 and not member_id = any($3)
			""";

	private static final String GIVE = """
			insert into territory_member (tenant_id, territory_id, member_id)
			select $1, $2, m.id from unnest($3::uuid[]) as m(id) on conflict do nothing
			""";

	private final TenantDatabase database;

	TerritoryRepository(TenantDatabase database) {
		this.database = database;
	}

	@Override
	public String prefix() {
		return TerritoryId.PREFIX;
	}

	@Override
	public Class<Territory> type() {
		return Territory.class;
	}

	@Override
	public Mono<Map<UUID, Territory>> byIds(Collection<UUID> ids) {
		return this.database.byKeys(BY_IDS, TerritoryRepository::read, (Object) ids.toArray(UUID[]::new))
			.map((territories) -> territories.stream()
				.collect(Collectors.toMap((territory) -> territory.id().value(), Function.identity())));
	}

	/** The live territories that members look after, by name, by the id of the member. */
	Mono<Map<UUID, List<Territory>>> ofMembers(Collection<UUID> members) {
		return of(OF_MEMBERS, members);
	}

	/**
	 * The live territories in which customers lie, by name, by the id of the customer.
	 */
	Mono<Map<UUID, List<Territory>>> ofCustomers(Collection<UUID> customers) {
		return of(OF_CUSTOMERS, customers);
	}

	private Mono<Map<UUID, List<Territory>>> of(String sql, Collection<UUID> ids) {
		return this.database.list(sql, Place::read, (Object) ids.toArray(UUID[]::new))
			.map((places) -> places.stream()
				.collect(Collectors.groupingBy(Place::of, Collectors.mapping(Place::territory, Collectors.toList()))));
	}

	/** Locks the territory until the transaction ends; empty if there is none. */
	Mono<Territory> forUpdate(TerritoryId id) {
		return this.database.first(FOR_UPDATE, TerritoryRepository::read, id.value());
	}

	Mono<Void> insert(Territory territory) {
		Stamp stamp = territory.stamp();
		return this.database
			.execute(INSERT, territory.id().value(), territory.key(), territory.name(), Json.of(territory.areas()),
					stamp.createdAt(), stamp.createdBy(), stamp.updatedAt(), stamp.updatedBy())
			.then();
	}

	/**
	 * Writes the new state over the version before it; fails if that isn't the current
	 * one.
	 */
	Mono<Void> update(Territory territory) {
		return this.database
			.write(UPDATE, territory.id().value(), territory.version(), territory.name(), Json.of(territory.areas()),
					territory.updatedAt(), territory.stamp().updatedBy(), Sql.instant(territory.archivedAt()))
			.then(this.database.execute(TAKE, territory.id().value(), Sql.ids(territory.members())))
			.then(this.database.execute(GIVE, territory.id().value(), Sql.ids(territory.members())))
			.then();
	}

	private static Territory read(Columns c) {
		return new Territory(c.id(TerritoryId::new), c.integer(), c.text(), c.text(), c.list(Area.class),
				c.uuids().stream().sorted().map(MemberId::new).toList(),
				new Stamp(c.instant(), c.uuid(), c.instant(), c.uuid()), c.instantOrNull());
	}

	/** A territory and who or what belongs to it. */
	private record Place(UUID of, Territory territory) {

		static Place read(Columns c) {
			return new Place(c.uuid(), TerritoryRepository.read(c));
		}

	}

}
