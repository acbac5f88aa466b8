package dev.rapport.member;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
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
class MemberRepository implements NodeSource<Member> {

	private static final String COLUMNS = """
			m.id, m.version, m.name, m.email, m.title, m.locale, m.team_id, m.subject, m.roles, m.active, m.created_at,
			m.created_by, m.updated_at, m.updated_by""";

	/** People; a client's program is listed among the clients. */
	static final Listing<Member> LISTING = new Listing<>(COLUMNS, "member m", "m.tenant_id", "m.kind = 'PERSON'",
			MemberRepository::read);

	private static final String BY_IDS = "select " + COLUMNS + " from member m where m.tenant_id = $1 and m.id"
			+ Sql.ANY;

	private static final Set<String> SKETCHED = Set.of("id", "name");

	private static final String SKETCHES = "select m.id, m.name from member m where m.tenant_id = $1 and m.id"
			+ Sql.ANY;

	private static final String FOR_UPDATE = "select " + COLUMNS
			+ " from member m where m.tenant_id = $1 and m.id = $2 and m.kind = 'PERSON' for update";

	private static final String LOCK = """
			select m.id, m.active from member m where m.tenant_id = $1 and m.id = any($2) order by m.id for update
			""";

	private static final String BY_EMAIL = "select " + COLUMNS
			+ " from member m where m.tenant_id = $1 and m.email_normal = search_normal($2)";

	private static final String INSERT = """
			insert into member (tenant_id, id, version, name, email, title, locale, team_id, subject, active, created_at,
			  created_by, updated_at, updated_by, roles)
			values ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
			""";

	private static final String UPDATE = """
			update member set version = $3, name = $4, email = $5, title = $6, locale = $7, team_id = $8, active = $9,
			  updated_at = $10, updated_by = $11, roles = $12
			where tenant_id = $1 and id = $2 and version = $3 - 1
			""";

	private static final String LINK = """
			update member set version = $3, subject = $4, updated_at = $5, updated_by = $6
			where tenant_id = $1 and id = $2 and version = $3 - 1 and subject is null
			""";

	private final TenantDatabase database;

	MemberRepository(TenantDatabase database) {
		this.database = database;
	}

	@Override
	public String prefix() {
		return MemberId.PREFIX;
	}

	@Override
	public Class<Member> type() {
		return Member.class;
	}

	@Override
	public Mono<Map<UUID, Member>> byIds(Collection<UUID> ids) {
		return byIds(BY_IDS, MemberRepository::read, ids);
	}

	@Override
	public Set<String> sketched() {
		return SKETCHED;
	}

	@Override
	public Mono<Map<UUID, Member>> sketches(Collection<UUID> ids) {
		return byIds(SKETCHES, MemberRepository::sketch, ids);
	}

	private Mono<Map<UUID, Member>> byIds(String sql, Function<Columns, Member> reader, Collection<UUID> ids) {
		return this.database.byKeys(sql, reader, (Object) ids.toArray(UUID[]::new))
			.map((members) -> members.stream()
				.collect(Collectors.toMap((member) -> member.id().value(), (member) -> member)));
	}

	/** Locks the member until the transaction ends; empty if there is none. */
	Mono<Member> forUpdate(MemberId id) {
		return this.database.first(FOR_UPDATE, MemberRepository::read, id.value());
	}

	/**
	 * Locks members until the transaction ends, always in the same order.
	 * @return those that are inactive
	 */
	Mono<List<UUID>> lockInOrder(Collection<UUID> ids) {
		return this.database.list(LOCK, (row) -> Map.entry(row.uuid(), row.flag()), (Object) ids.toArray(UUID[]::new))
			.map((rows) -> rows.stream().filter((row) -> !row.getValue()).map(Map.Entry::getKey).toList());
	}

	/** The member with an e-mail address, regardless of case; empty if there is none. */
	Mono<Member> byEmail(String email) {
		return this.database.first(BY_EMAIL, MemberRepository::read, email);
	}

	Mono<Void> insert(List<Member> members) {
		return this.database.insertAll(INSERT, members.stream().map(MemberRepository::inserted).toList());
	}

	/**
	 * Writes the new state over the version before it; fails if that isn't the current
	 * one.
	 */
	Mono<Void> update(Member member) {
		return this.database.write(UPDATE, updated(member));
	}

	/** Writes the subject of a member that had none; fails like {@link #update}. */
	Mono<Void> link(Member member) {
		return this.database.write(LINK, member.id().value(), member.version(), Sql.text(member.subject()),
				member.updatedAt(), member.stamp().updatedBy());
	}

	private static Object[] inserted(Member member) {
		Stamp stamp = member.stamp();
		return new Object[] { member.id().value(), member.name(), Sql.text(member.email()), Sql.text(member.title()),
				member.locale(), Sql.id(member.profile().team()), Sql.text(member.subject()), member.active(),
				stamp.createdAt(), stamp.createdBy(), stamp.updatedAt(), stamp.updatedBy(), Sql.texts(member.roles()) };
	}

	private static Object[] updated(Member member) {
		return new Object[] { member.id().value(), member.version(), member.name(), Sql.text(member.email()),
				Sql.text(member.title()), member.locale(), Sql.id(member.profile().team()), member.active(),
				member.updatedAt(), member.stamp().updatedBy(), Sql.texts(member.roles()) };
	}

	private static Member read(Columns c) {
		return new Member(c.id(MemberId::new), c.integer(), profile(c), c.textOrNull(), c.texts(), c.flag(),
				new Stamp(c.instant(), c.uuid(), c.instant(), c.uuid()));
	}

	private static Member sketch(Columns c) {
		return new Member(c.id(MemberId::new), 0, new MemberProfile(c.text(), null, null, "", null), null, List.of(),
				false, Stamp.BLANK);
	}

	private static MemberProfile profile(Columns c) {
		return new MemberProfile(c.text(), c.textOrNull(), c.textOrNull(), c.text(), c.idOrNull(TeamId::new));
	}

}
