package dev.rapport.member;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Rights;

/**
 * Who is asking, and what the caller may do at this moment.
 *
 * @param member who it is
 * @param actorKind what sort of caller it is
 * @param client the client program, as its credential names it
 * @param expiresAt when the credential ends; null if that isn't known
 * @param roles the keys of its roles, sorted
 * @param scopes what may be done at all, sorted
 */
record ViewerAccess(MemberId member, Actor.Kind actorKind, String client, @Nullable Instant expiresAt,
		List<String> roles, List<String> scopes, List<RecordAccess> records, List<FieldAccess> fields) {

	static ViewerAccess of(Actor actor) {
		Rights rights = actor.rights();
		return new ViewerAccess(new MemberId(actor.member()), actor.kind(), actor.client(), actor.pass().expiresAt(),
				rights.roles().stream().sorted().toList(), Scopes.of(rights), RecordAccess.of(rights),
				FieldAccess.of(rights.fields()));
	}

}
