package dev.rapport.tenancy;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** The one reader and writer of the actor in the Reactor context. */
public final class Actors {

	private static final Class<Actor> KEY = Actor.class;

	private Actors() {
	}

	/** The caller; fails with {@code UNAUTHENTICATED} where there is none. */
	public static Mono<Actor> current() {
		return Mono.deferContextual((context) -> Mono.just(of(context)));
	}

	/**
	 * The caller in a context.
	 * @throws Problem.Refused with {@code UNAUTHENTICATED} where there is none
	 */
	public static Actor of(ContextView context) {
		if (!context.hasKey(KEY)) {
			throw new Problem.Refused(ApiCode.UNAUTHENTICATED, "unauthenticated");
		}
		return context.get(KEY);
	}

	/** The caller, if it has a scope; fails with {@link Problem.Forbidden} if not. */
	public static Mono<Actor> permitted(String scope) {
		return current().filter((actor) -> actor.rights().may(scope))
			.switchIfEmpty(Mono.error(() -> new Problem.Forbidden("access.scope", scope)));
	}

	/** A context that names the caller. */
	public static Context with(Actor actor) {
		return Context.of(KEY, actor);
	}

}
