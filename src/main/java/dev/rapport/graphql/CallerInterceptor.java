package dev.rapport.graphql;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import graphql.GraphQLError;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.stereotype.Component;

import dev.rapport.events.CurrentRights;
import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.Rights;

/**
 * The outermost step of every operation on every transport but for its meter: puts the
 * caller into the Reactor context, or refuses the operation if there is none, gives it
 * batch loaders of its own, and gives all errors their published shape.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class CallerInterceptor implements OperationInterceptor {

	private static final Mono<SecurityContext> NOBODY = Mono.just(new SecurityContextImpl());

	private final ErrorShape errors;

	private final Messages messages;

	private final CurrentRights rights;

	CallerInterceptor(ErrorShape errors, Messages messages, CurrentRights rights) {
		this.rights = rights;
		this.errors = errors;
		this.messages = messages;
	}

	@Override
	public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Context context, Chain chain) {
		Mono<WebGraphQlResponse> answer = AtOnce.flatMap(signedIn(context),
				(security) -> answer(request, security.getAuthentication(), context, chain));
		return AtOnce.map(answer, (response) -> this.errors.complete(response, request));
	}

	/**
	 * What
	 * {@link org.springframework.security.core.context.ReactiveSecurityContextHolder}
	 * keeps in a context; nobody's where it keeps nothing.
	 */
	private static Mono<SecurityContext> signedIn(Context context) {
		Mono<SecurityContext> kept = context.getOrDefault(SecurityContext.class, null);
		if (kept == null) {
			return NOBODY;
		}
		return AtOnce.isThere(kept) ? kept : kept.switchIfEmpty(NOBODY).contextWrite(context);
	}

	private Mono<WebGraphQlResponse> answer(WebGraphQlRequest request, @Nullable Authentication caller, Context context,
			Chain chain) {
		Actor actor = (caller == null) ? null : actor(caller);
		return (actor == null) ? Mono.just(anonymous(request))
				: answer(request, actor.inRequest(request.getId()), context, chain);
	}

	/** A socket is older than what its caller may do now, so that is asked each time. */
	private Mono<WebGraphQlResponse> answer(WebGraphQlRequest request, Actor actor, Context context, Chain chain) {
		Rights known = this.rights.known(actor);
		Mono<Rights> rights = (known == null) ? this.rights.of(actor).contextWrite(context) : Mono.just(known);
		Mono<WebGraphQlResponse> answer = AtOnce.flatMap(rights,
				(now) -> known(request, actor.with(now), context, chain));
		return AtOnce.isThere(answer) ? answer : answer.onErrorResume(Problem.class,
				(problem) -> Mono.just(Refusals.response(request, List.of(this.errors.of(problem, locale(request))))));
	}

	private static @Nullable Actor actor(Authentication authentication) {
		return (authentication.getPrincipal() instanceof Actor actor) ? actor : null;
	}

	private static Mono<WebGraphQlResponse> known(WebGraphQlRequest request, Actor actor, Context context,
			Chain chain) {
		Context caller = Actors.with(actor).putAll(RequestLocale.with(locale(request)).readOnly());
		return chain.next(request, context.putAll(caller.readOnly()));
	}

	private WebGraphQlResponse anonymous(WebGraphQlRequest request) {
		GraphQLError error = GraphQLError.newError()
			.message(this.messages.of(ApiCode.UNAUTHENTICATED, locale(request)))
			.extensions(Map.of("code", ApiCode.UNAUTHENTICATED.name(), "retryable", false))
			.build();
		return Refusals.response(request, List.of(error));
	}

	private static Locale locale(WebGraphQlRequest request) {
		return (request.getLocale() == null) ? Locale.ENGLISH : request.getLocale();
	}

}
