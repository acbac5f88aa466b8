package dev.rapport.member;

import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Problem;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.Directory;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.SignIn;
import dev.rapport.tenancy.TenantId;

/** Finds members by what their token says, across tenants, and nothing else. */
@Component
class MemberDirectory implements Directory {

	private static final String FIND = "select tenant_id, member_id from find_member($1, $2, $3)";

	private static final String NEWCOMER = "select tenant_id, member_id from find_newcomer($1, $2, $3, $4)";

	/** The client of tokens that don't name one. */
	private static final String SOME_CLIENT = "token";

	/** What the events of a sign-in are correlated by. */
	private static final String REQUEST = "sign-in";

	private final TenantDatabase database;

	private final Members members;

	private final RightsBook rights;

	private final ApiKeyRepository keys;

	MemberDirectory(TenantDatabase database, Members members, RightsBook rights, ApiKeyRepository keys) {
		this.database = database;
		this.members = members;
		this.rights = rights;
		this.keys = keys;
	}

	@Override
	public Mono<Actor> find(SignIn signIn) {
		return known(signIn).switchIfEmpty(Mono.defer(() -> link(signIn)))
			.flatMap(this::current)
			.map((actor) -> actor.with(narrowed(actor.rights(), signIn.scopes())));
	}

	/**
	 * Scopes of the token that are ours narrow what the member may do; a token that names
	 * none of ours leaves it as it is.
	 */
	private static Rights narrowed(Rights rights, Set<String> scopes) {
		Set<String> ours = scopes.stream().filter(Role::isScope).collect(Collectors.toSet());
		return ours.isEmpty() ? rights : rights.narrowedTo(ours);
	}

	@Override
	public Mono<Actor> current(Actor actor) {
		return this.keys.letsIn(actor)
			.filter((lets) -> lets)
			.flatMap((lets) -> this.rights.of(actor))
			.map((rights) -> actor.with(rights.limitedLike(actor.rights())));
	}

	private Mono<Actor> known(SignIn signIn) {
		return this.database.lookup(FIND, (columns) -> actor(columns, signIn), signIn.issuer(), signIn.tenant(),
				signIn.subject());
	}

	/** Asks again afterwards, as the same member may be signing in twice at once. */
	private Mono<Actor> link(SignIn signIn) {
		return newcomer(signIn).flatMap((actor) -> link(actor, signIn.subject())).then(known(signIn));
	}

	private Mono<Actor> newcomer(SignIn signIn) {
		String email = signIn.email();
		return (email == null) ? Mono.empty() : this.database.lookup(NEWCOMER, (columns) -> actor(columns, signIn),
				signIn.issuer(), signIn.tenant(), signIn.subject(), email);
	}

	private Mono<Member> link(Actor actor, String subject) {
		return this.members.link(new MemberId(actor.member()), subject)
			.onErrorResume(Problem.User.class, (_) -> Mono.empty())
			.contextWrite(Actors.with(actor.inRequest(REQUEST)));
	}

	private static Actor actor(Columns columns, SignIn signIn) {
		TenantId tenant = new TenantId(columns.uuid());
		UUID member = columns.uuid();
		return new Actor(tenant, Actor.Kind.USER, member, client(signIn.client()), "", Rights.NONE,
				new Actor.Pass(null, null, signIn.roles()));
	}

	private static String client(@Nullable String client) {
		return (client != null) ? client : SOME_CLIENT;
	}

}
