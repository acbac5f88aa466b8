package dev.rapport.member;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Stamp;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.NodeSource;
import dev.rapport.persistence.TenantDatabase;

@Repository
class MemberRepository implements NodeSource<Member> {

	private static final String COLUMNS = """
			m.id, m.version, m.name, m.email, m.title, m.locale, m.subject, m.active, m.created_at, m.created_by,
			m.updated_at, m.updated_by""";

	private static final String BY_IDS = "select " + COLUMNS
			+ " from member m where m.tenant_id = $1 and m.id = any($2)";

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
		return this.database.list(BY_IDS, MemberRepository::read, (Object) ids.toArray(UUID[]::new))
			.map((members) -> members.stream()
				.collect(Collectors.toMap((member) -> member.id().value(), (member) -> member)));
	}

	private static Member read(Columns c) {
		return new Member(c.id(MemberId::new), c.integer(), c.text(), c.textOrNull(), c.textOrNull(), c.text(),
				c.textOrNull(), c.flag(), new Stamp(c.instant(), c.uuid(), c.instant(), c.uuid()));
	}

}
