package dev.rapport.member;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.persistence.Columns;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.KeyDirectory;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.TenantId;

/** Finds API keys by their handles, across tenants, and nothing else. */
@Component
class ApiKeyDirectory implements KeyDirectory {

	private static final String FIND = """
			select hash, tenant_id, client_id, key_id, expires_at, scopes from find_api_key($1)
			""";

	private final TenantDatabase database;

	private final RightsBook rights;

	private final KeyUses uses;

	ApiKeyDirectory(TenantDatabase database, RightsBook rights, KeyUses uses) {
		this.database = database;
		this.rights = rights;
		this.uses = uses;
	}

	@Override
	public Mono<Entry> find(String handle) {
		return this.database.lookup(FIND, Found::read, handle)
			.flatMap((found) -> this.rights.of(found.entry().actor())
				.map((rights) -> found.with(rights.narrowedTo(found.scopes()))));
	}

	@Override
	public void used(Actor actor) {
		this.uses.note(actor);
	}

	private record Found(Entry entry, Set<String> scopes) {

		static Found read(Columns c) {
			String hash = c.text();
			TenantId tenant = new TenantId(c.uuid());
			ApiClientId client = c.id(ApiClientId::new);
			UUID key = c.uuid();
			Instant expiry = c.instant();
			Actor actor = new Actor(tenant, Actor.Kind.CLIENT, client.value(), client.text(), "", Rights.NONE,
					new Actor.Pass(key, expiry));
			return new Found(new Entry(hash, actor), Set.copyOf(c.texts()));
		}

		Entry with(Rights rights) {
			return new Entry(this.entry.hash(), this.entry.actor().with(rights));
		}

	}

}
