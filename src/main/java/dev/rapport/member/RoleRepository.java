package dev.rapport.member;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Stamp;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.Json;
import dev.rapport.persistence.NodeSource;
import dev.rapport.persistence.Sql;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.FieldRule;
import dev.rapport.tenancy.RowRule;

/** The roles of a tenant; the built-in ones are in no table. */
@Repository
class RoleRepository implements NodeSource<Role> {

	/** The most roles that a tenant may define, archived ones included. */
	static final int MOST = 200;

	private static final String COLUMNS = """
			r.id, r.version, r.key, r.name, r.grants, r.fields, r.created_at, r.created_by, r.updated_at, r.updated_by,
			r.archived_at""";

	private static final String ALL = "select " + COLUMNS
			+ " from role r where r.tenant_id = $1 and (r.archived_at is null) <> $2 order by r.name, r.id limit "
			+ MOST;

	private static final String BY_KEYS = "select " + COLUMNS
			+ " from role r where r.tenant_id = $1 and r.key = any($2) and r.archived_at is null";

	private static final String BY_IDS = "select " + COLUMNS + " from role r where r.tenant_id = $1 and r.id = any($2)";

	private static final String FOR_UPDATE = "select " + COLUMNS
			+ " from role r where r.tenant_id = $1 and r.id = $2 for update";

	/** In one order, so that many can give a role at the same time. */
	private static final String FOR_SHARE = BY_KEYS + " order by r.id for share";

	private static final String IN_USE = """
			select exists (select from member m where m.tenant_id = $1 and $2 = any(m.roles))
			""";

	/** Inserts nothing once there are too many. */
	private static final String INSERT = """
			insert into role (tenant_id, id, version, key, name, grants, fields, created_at, created_by, updated_at,
			  updated_by)
			select $1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10
			where (select count(*) from role r where r.tenant_id = $1) < $11
			""";

	private static final String UPDATE = """
			update role set version = $3, name = $4, grants = $5, fields = $6, updated_at = $7, updated_by = $8,
			  archived_at = $9
			where tenant_id = $1 and id = $2 and version = $3 - 1
			""";

	private final TenantDatabase database;

	RoleRepository(TenantDatabase database) {
		this.database = database;
	}

	@Override
	public String prefix() {
		return RoleId.PREFIX;
	}

	@Override
	public Class<Role> type() {
		return Role.class;
	}

	/** The roles with these ids, for those who may read roles. */
	@Override
	public Mono<Map<UUID, Role>> byIds(Collection<UUID> ids) {
		return Actors.current()
			.filter((actor) -> actor.rights().may("roles:read"))
			.flatMap((actor) -> this.database.byKeys(BY_IDS, RoleRepository::read, (Object) ids.toArray(UUID[]::new)))
			.map((own) -> {
				List<Role> all = builtIn((role) -> ids.contains(role.id().value()));
				all.addAll(own);
				return all;
			})
			.map((roles) -> roles.stream().collect(Collectors.toMap((role) -> role.id().value(), (role) -> role)))
			.defaultIfEmpty(Map.of());
	}

	/** The tenant's own roles by name: the live ones, or the archived ones. */
	Mono<List<Role>> own(boolean archived) {
		return this.database.list(ALL, RoleRepository::read, archived);
	}

	/** The built-in roles and those of the tenant that have these keys. */
	Mono<List<Role>> byKeys(Collection<String> keys) {
		return byKeys(keys, BY_KEYS);
	}

	/** The same; none of them can be archived or changed until the transaction ends. */
	Mono<List<Role>> forShare(Collection<String> keys) {
		return byKeys(keys, FOR_SHARE);
	}

	private Mono<List<Role>> byKeys(Collection<String> keys, String sql) {
		List<Role> all = builtIn((role) -> keys.contains(role.key()));
		return (all.size() == keys.size()) ? Mono.just(all)
				: this.database.list(sql, RoleRepository::read, (Object) Sql.texts(keys)).map((own) -> {
					all.addAll(own);
					return all;
				});
	}

	/** Locks the role until the transaction ends; empty if there is none. */
	Mono<Role> forUpdate(RoleId id) {
		return this.database.first(FOR_UPDATE, RoleRepository::read, id.value());
	}

	/** Whether a member has it, active or not. */
	Mono<Boolean> inUse(Role role) {
		return this.database.first(IN_USE, Columns::flag, role.key());
	}

	/** Whether there was room for one more. */
	Mono<Boolean> insert(Role role) {
		Stamp stamp = Objects.requireNonNull(role.stamp());
		return this.database
			.execute(INSERT, role.id().value(), role.key(), role.name(), grants(role), fields(role), stamp.createdAt(),
					stamp.createdBy(), stamp.updatedAt(), stamp.updatedBy(), (long) MOST)
			.map((rows) -> rows == 1);
	}

	/**
	 * Writes the new state over the version before it; fails if that isn't the current
	 * one.
	 */
	Mono<Void> update(Role role) {
		Stamp stamp = Objects.requireNonNull(role.stamp());
		return this.database.write(UPDATE, role.id().value(), role.version(), role.name(), grants(role), fields(role),
				stamp.updatedAt(), stamp.updatedBy(), Sql.instant(role.archivedAt()));
	}

	private static List<Role> builtIn(Predicate<Role> which) {
		return BuiltInRoles.BY_KEY.values().stream().filter(which).collect(Collectors.toCollection(ArrayList::new));
	}

	private static Object grants(Role role) {
		return Json.of(Role.plain(role.grants(), Grant::plain));
	}

	private static Object fields(Role role) {
		return Json.of(Role.plain(role.fields(), FieldRule::name));
	}

	private static Role read(Columns c) {
		return new Role(c.id(RoleId::new), c.integer(), c.text(), c.text(), grants(c.object()), fields(c.object()),
				new Stamp(c.instant(), c.uuid(), c.instant(), c.uuid()), c.instantOrNull());
	}

	private static Map<String, Grant> grants(Map<String, @Nullable Object> json) {
		return json.entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> grant(entry.getValue())));
	}

	private static Grant grant(@Nullable Object json) {
		Map<?, ?> rules = (Map<?, ?>) Objects.requireNonNull(json);
		return new Grant(RowRule.valueOf((String) Objects.requireNonNull(rules.get("read"))),
				RowRule.valueOf((String) Objects.requireNonNull(rules.get("write"))));
	}

	private static Map<String, FieldRule> fields(Map<String, @Nullable Object> json) {
		return json.entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey,
					(entry) -> FieldRule.valueOf((String) Objects.requireNonNull(entry.getValue()))));
	}

}
