package dev.rapport.member;

import java.util.UUID;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.persistence.Columns;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Directory;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.TenantId;

/** Finds members by what their token says, across tenants, and nothing else. */
@Component
class MemberDirectory implements Directory {

	private static final String FIND = "select tenant_id, member_id from find_member($1, $2, $3)";

	private final TenantDatabase database;

	private final RightsBook rights;

	private final ApiKeyRepository keys;

	MemberDirectory(TenantDatabase database, RightsBook rights, ApiKeyRepository keys) {
		this.keys = keys;
		this.database = database;
		this.rights = rights;
	}

	@Override
	public Mono<Actor> find(String issuer, String tenant, String subject) {
		return this.database.lookup(FIND, MemberDirectory::actor, issuer, tenant, subject).flatMap(this::current);
	}

	@Override
	public Mono<Actor> current(Actor actor) {
		return this.keys.letsIn(actor)
			.filter((lets) -> lets)
			.flatMap((lets) -> this.rights.of(actor))
			.map((rights) -> actor.with(rights.limitedLike(actor.rights())));
	}

	private static Actor actor(Columns columns) {
		TenantId tenant = new TenantId(columns.uuid());
		UUID member = columns.uuid();
		return new Actor(tenant, Actor.Kind.USER, member, "token", "", Rights.NONE);
	}

}
