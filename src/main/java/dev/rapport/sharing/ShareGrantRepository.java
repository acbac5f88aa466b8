package dev.rapport.sharing;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.Stamp;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.NodeSource;
import dev.rapport.persistence.RowGuard;
import dev.rapport.persistence.TenantDatabase;

@Repository
class ShareGrantRepository implements NodeSource<ShareGrant> {

	private static final String COLUMNS = """
			s.id, s.version, s.kind, s.record_id, s.grantee_id, s.level, s.created_at, s.created_by, s.updated_at,
			s.updated_by""";

	/** Locks a record, so that two who share it at once do so one after the other. */
	private static final String LOCK = """
			select x.id, changeable(%1$s, x) from %2$s x where x.tenant_id = $1 and seen(%1$s, x) and x.id = $2
			for update of x
			""";

	private static final String GRANTEE = """
			select exists (select from member m where m.tenant_id = $1 and m.id = $2 and m.active and $3 = 'mem')
			  or exists (select from team t where t.tenant_id = $1 and t.id = $2 and t.archived_at is null and $3 = 'tea')
			""";

	private static final String OF_RECORD = "select " + COLUMNS
			+ " from share_grant s where s.tenant_id = $1 and s.record_id = $2 order by s.created_at, s.id";

	private static final String INSERT = """
			insert into share_grant (tenant_id, id, version, kind, record_id, grantee_id, level, created_at, created_by,
			  updated_at, updated_by) values ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10)
			""";

	private static final String UPDATE = """
			update share_grant set version = $3, level = $4, updated_at = $5, updated_by = $6
			where tenant_id = $1 and id = $2 and version = $3 - 1
			""";

	private static final String DELETE = """
			delete from share_grant where tenant_id = $1 and id = $2 and version = $3 - 1
			""";

	private final TenantDatabase database;

	/** Shares are shown to who may change the record. */
	private final String shown;

	ShareGrantRepository(TenantDatabase database, Shareables shareables) {
		this.database = database;
		this.shown = "select " + COLUMNS + " from share_grant s where s.tenant_id = $1 and case s.kind "
				+ shareables.all().stream().map(ShareGrantRepository::shown).collect(Collectors.joining(" ")) + " end";
	}

	private static String shown(RowGuard guard) {
		return """
				when '%1$s' then exists (select from %2$s r where r.tenant_id = s.tenant_id and r.id = s.record_id
				  and seen(%1$s, r) and changeable(%1$s, r))""".formatted(guard.kind(), guard.table());
	}

	@Override
	public String prefix() {
		return ShareGrantId.PREFIX;
	}

	@Override
	public Class<ShareGrant> type() {
		return ShareGrant.class;
	}

	@Override
	public Mono<Map<UUID, ShareGrant>> byIds(Collection<UUID> ids) {
		return this.database
			.list(this.shown + " and s.id = any($2)", ShareGrantRepository::read, (Object) ids.toArray(UUID[]::new))
			.map((grants) -> grants.stream()
				.collect(Collectors.toMap((grant) -> grant.id().value(), Function.identity())));
	}

	/** The shares of records that the caller may change, oldest first. */
	Mono<Map<UUID, List<ShareGrant>>> shownOf(Collection<UUID> records) {
		return this.database
			.list(this.shown + " and s.record_id = any($2) order by s.created_at, s.id", ShareGrantRepository::read,
					(Object) records.toArray(UUID[]::new))
			.map((grants) -> grants.stream().collect(Collectors.groupingBy(ShareGrant::recordUuid)));
	}

	/** All shares of a record, whoever asks. */
	Mono<List<ShareGrant>> ofRecord(UUID record) {
		return this.database.list(OF_RECORD, ShareGrantRepository::read, record);
	}

	/**
	 * Locks a record until the transaction ends; empty if there is none for the caller.
	 */
	Mono<UUID> lock(RowGuard guard, RecordId record) {
		return this.database.first(LOCK.formatted(guard.kind(), guard.table()), (row) -> row.changeable(Columns::uuid),
				record.value());
	}

	/** Whether there is such an active member or live team. */
	Mono<Boolean> isGrantee(NodeId id) {
		return this.database.first(GRANTEE, Columns::flag, id.value(), id.prefix());
	}

	Mono<Void> write(ShareGrantEvent event) {
		ShareGrant grant = event.after();
		return switch (event) {
			case ShareGrantEvent.Shared _ -> this.database.write(INSERT, inserted(grant));
			case ShareGrantEvent.Changed _ -> this.database.write(UPDATE, grant.id().value(), grant.version(),
					grant.level().name(), grant.updatedAt(), grant.stamp().updatedBy());
			case ShareGrantEvent.Revoked _ -> this.database.write(DELETE, grant.id().value(), grant.version());
		};
	}

	private static Object[] inserted(ShareGrant grant) {
		Stamp stamp = grant.stamp();
		return new Object[] { grant.id().value(), grant.kind(), grant.recordUuid(), grant.granteeUuid(),
				grant.level().name(), stamp.createdAt(), stamp.createdBy(), stamp.updatedAt(), stamp.updatedBy() };
	}

	private static ShareGrant read(Columns c) {
		return new ShareGrant(c.id(ShareGrantId::new), c.integer(), c.text(), c.uuid(), c.uuid(),
				c.constant(ShareLevel.class), new Stamp(c.instant(), c.uuid(), c.instant(), c.uuid()), null);
	}

}
