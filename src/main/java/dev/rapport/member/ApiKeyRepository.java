package dev.rapport.member;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
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
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;

/** Keys without what makes them keys: the hash goes in and never comes out here. */
@Repository
class ApiKeyRepository implements NodeSource<ApiKey> {

	private static final String COLUMNS = """
			k.id, k.version, k.client_id, k.name, k.handle, k.scopes, k.expires_at, k.revoked_at, k.replaced_by,
			k.created_at, k.created_by, k.updated_at, k.updated_by, k.last_used_at""";

	static final Listing<ApiKey> LISTING = new Listing<>(COLUMNS, "api_key k", "k.tenant_id", "seen(clients, k)",
			ApiKeyRepository::read);

	private static final String BY_IDS = "select " + COLUMNS
			+ " from api_key k where k.tenant_id = $1 and seen(clients, k) and k.id = any($2)";

	private static final String FOR_UPDATE = "select " + COLUMNS + ", changeable(clients, k)"
			+ " from api_key k where k.tenant_id = $1 and seen(clients, k) and k.id = $2 for update";

	private static final String ACTIVE = """
			select count(*) from api_key k
			where k.tenant_id = $1 and k.client_id = $2 and k.revoked_at is null and k.expires_at > $3
			""";

	private static final String HAS_PREDECESSOR = """
			select exists (select from api_key k
			  where k.tenant_id = $1 and k.client_id = $2 and k.replaced_by = $3 and k.revoked_at is null
			    and k.expires_at > $4)
			""";

	private static final String LETS_IN = """
			select exists (select from api_key k
			  where k.tenant_id = $1 and k.id = $2 and k.client_id = $3 and k.revoked_at is null and k.expires_at > $4)
			""";

	private static final String INSERT = """
			insert into api_key (tenant_id, id, version, client_id, name, handle, hash, scopes, expires_at, created_at,
			  created_by, updated_at, updated_by)
			values ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
			""";

	private static final String UPDATE = """
			update api_key set version = $3, expires_at = $4, revoked_at = $5, replaced_by = $6, updated_at = $7,
			  updated_by = $8
			where tenant_id = $1 and id = $2 and version = $3 - 1
			""";

	private static final String USED = """
			update api_key set last_used_at = $3
			where tenant_id = $1 and id = $2 and (last_used_at is null or last_used_at <= $4)
			""";

	private final TenantDatabase database;

	private final Clock clock;

	ApiKeyRepository(TenantDatabase database, Clock clock) {
		this.database = database;
		this.clock = clock;
	}

	@Override
	public String prefix() {
		return ApiKeyId.PREFIX;
	}

	@Override
	public Class<ApiKey> type() {
		return ApiKey.class;
	}

	@Override
	public Mono<Map<UUID, ApiKey>> byIds(Collection<UUID> ids) {
		return this.database.byKeys(BY_IDS, ApiKeyRepository::read, (Object) ids.toArray(UUID[]::new))
			.map((keys) -> keys.stream().collect(Collectors.toMap((key) -> key.id().value(), (key) -> key)));
	}

	/** Locks the key until the transaction ends; empty if there is none. */
	Mono<ApiKey> forUpdate(ApiKeyId id) {
		return this.database.first(FOR_UPDATE, (row) -> row.changeable(ApiKeyRepository::read), id.value());
	}

	/** How many keys of a client let it in at a moment. */
	Mono<Long> active(ApiClientId client, Instant now) {
		return this.database.first(ACTIVE, Columns::number, client.value(), now);
	}

	/** Whether a key that this one replaces still lets the client in. */
	Mono<Boolean> hasPredecessor(ApiKey key, Instant now) {
		return this.database.first(HAS_PREDECESSOR, Columns::flag, key.client().value(), key.id().value(), now);
	}

	/** Whether the key that an actor came with, if any, still lets it in. */
	Mono<Boolean> letsIn(Actor actor) {
		UUID key = actor.pass().key();
		return (key == null) ? Mono.just(true)
				: this.database.first(LETS_IN, Columns::flag, key, actor.member(), this.clock.instant())
					.contextWrite(Actors.with(actor));
	}

	/**
	 * Adds a key.
	 * @param hash of the whole key
	 */
	Mono<Void> insert(ApiKey key, String hash) {
		Stamp stamp = key.stamp();
		return this.database
			.execute(INSERT, key.id().value(), key.client().value(), key.name(), key.handle(), hash,
					Sql.texts(key.scopes()), key.expiresAt(), stamp.createdAt(), stamp.createdBy(), stamp.updatedAt(),
					stamp.updatedBy())
			.then();
	}

	/**
	 * Writes the new state over the version before it; fails if that isn't the current
	 * one.
	 */
	Mono<Void> update(ApiKey key) {
		return this.database.write(UPDATE, key.id().value(), key.version(), key.expiresAt(),
				Sql.instant(key.revokedAt()), Sql.id(key.replacedBy()), key.updatedAt(), key.stamp().updatedBy());
	}

	/**
	 * Notes a use, unless a newer one was noted after a certain moment.
	 * @param unlessSince that moment
	 */
	Mono<Void> used(UUID key, Instant at, Instant unlessSince) {
		return this.database.execute(USED, key, at, unlessSince).then();
	}

	private static ApiKey read(Columns c) {
		return new ApiKey(c.id(ApiKeyId::new), c.integer(), c.id(ApiClientId::new), c.text(), c.text(), c.texts(),
				c.instant(), c.instantOrNull(), c.idOrNull(ApiKeyId::new),
				new Stamp(c.instant(), c.uuid(), c.instant(), c.uuid()), c.instantOrNull());
	}

}
