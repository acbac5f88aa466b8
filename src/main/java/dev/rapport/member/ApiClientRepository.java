package dev.rapport.member;

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

/** A client is the row of the member that it acts as. */
@Repository
class ApiClientRepository implements NodeSource<ApiClient> {

	private static final String COLUMNS = """
			m.id, m.version, m.name, m.roles, m.active, m.created_at, m.created_by, m.updated_at, m.updated_by""";

	private static final String SEEN = "m.kind = 'PROGRAM' and seen(clients, m)";

	static final Listing<ApiClient> LISTING = new Listing<>(COLUMNS, "member m", "m.tenant_id", SEEN,
			ApiClientRepository::read);

	private static final String BY_IDS = "select " + COLUMNS + " from member m where m.tenant_id = $1 and " + SEEN
			+ " and m.id = any($2)";

	private static final String FOR_UPDATE = "select " + COLUMNS + ", changeable(clients, m)"
			+ " from member m where m.tenant_id = $1 and " + SEEN + " and m.id = $2 for update";

	private static final String INSERT = """
			insert into member (tenant_id, id, version, kind, name, locale, roles, active, created_at, created_by,
			  updated_at, updated_by)
			values ($1, $2, 1, 'PROGRAM', $3, 'en', $4, $5, $6, $7, $8, $9)
			""";

	private static final String UPDATE = """
			update member set version = $3, name = $4, roles = $5, active = $6, updated_at = $7, updated_by = $8
			where tenant_id = $1 and id = $2 and version = $3 - 1
			""";

	private final TenantDatabase database;

	ApiClientRepository(TenantDatabase database) {
		this.database = database;
	}

	@Override
	public String prefix() {
		return ApiClientId.PREFIX;
	}

	@Override
	public Class<ApiClient> type() {
		return ApiClient.class;
	}

	@Override
	public Mono<Map<UUID, ApiClient>> byIds(Collection<UUID> ids) {
		return this.database.byKeys(BY_IDS, ApiClientRepository::read, (Object) ids.toArray(UUID[]::new))
			.map((clients) -> clients.stream()
				.collect(Collectors.toMap((client) -> client.id().value(), (client) -> client)));
	}

	/** Locks the client until the transaction ends; empty if there is none. */
	Mono<ApiClient> forUpdate(ApiClientId id) {
		return this.database.first(FOR_UPDATE, (row) -> row.changeable(ApiClientRepository::read), id.value());
	}

	Mono<Void> insert(ApiClient client) {
		Stamp stamp = client.stamp();
		return this.database
			.execute(INSERT, client.id().value(), client.name(), Sql.texts(client.roles()), client.active(),
					stamp.createdAt(), stamp.createdBy(), stamp.updatedAt(), stamp.updatedBy())
			.then();
	}

	/**
	 * Writes the new state over the version before it; fails if that isn't the current
	 * one.
	 */
	Mono<Void> update(ApiClient client) {
		return this.database.write(UPDATE, client.id().value(), client.version(), client.name(),
				Sql.texts(client.roles()), client.active(), client.updatedAt(), client.stamp().updatedBy());
	}

	private static ApiClient read(Columns c) {
		return new ApiClient(c.id(ApiClientId::new), c.integer(), c.text(), c.texts(), c.flag(),
				new Stamp(c.instant(), c.uuid(), c.instant(), c.uuid()));
	}

}
