package dev.rapport.events;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.util.Assert;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Directory;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.TenantId;
import dev.rapport.tenancy.TokenRoles;

/**
 * The rights of callers who stay: a subscription or a socket outlives what the caller
 * could do when it began. They are at most {@code rapport.events.rights-age} old, and
 * looked up once for all that a caller does with one credential.
 */
@Component
public class CurrentRights {

	/** With what else takes time, rights end within the 30 s that are promised. */
	private static final Duration OLDEST = Duration.ofSeconds(20);

	private static final int SIZE = 50_000;

	private final Directory directory;

	private final Duration age;

	private final Cache<Caller, Held> known;

	CurrentRights(Directory directory, @Value("${rapport.events.rights-age:8s}") Duration age) {
		Assert.isTrue(age.isPositive() && age.compareTo(OLDEST) <= 0,
				() -> "rapport.events.rights-age must be positive and at most " + OLDEST);
		this.directory = directory;
		this.age = age;
		this.known = Caffeine.newBuilder().maximumSize(SIZE).expireAfterWrite(age).executor(Runnable::run).build();
	}

	/** Fails with {@code UNAUTHENTICATED} if the caller may no longer sign in. */
	public Mono<Rights> of(Actor actor) {
		return actor.rights().unlimited() ? Mono.just(actor.rights())
				: this.known.get(Caller.of(actor), (caller) -> new Held(now(actor))).rights();
	}

	/**
	 * What {@link #of} would give, where that is known without asking anybody; else null.
	 */
	public @Nullable Rights known(Actor actor) {
		if (actor.rights().unlimited()) {
			return actor.rights();
		}
		Held held = this.known.getIfPresent(Caller.of(actor));
		return (held == null) ? null : held.found;
	}

	private Mono<Rights> now(Actor actor) {
		return this.directory.current(actor)
			.map(Actor::rights)
			.switchIfEmpty(Mono.error(() -> new Problem.Refused(ApiCode.UNAUTHENTICATED, "unauthenticated")));
	}

	/** Rights that were asked for, as long as they are kept. */
	private final class Held {

		private final Mono<Rights> rights;

		private volatile @Nullable Rights found;

		Held(Mono<Rights> asked) {
			this.rights = asked.doOnNext((rights) -> this.found = rights)
				.cache((rights) -> CurrentRights.this.age, (failure) -> Duration.ZERO, () -> Duration.ZERO);
		}

		Mono<Rights> rights() {
			return this.rights;
		}

	}

	private record Caller(TenantId tenant, Actor.Kind kind, UUID member, String client, @Nullable UUID key,
			TokenRoles roles, @Nullable Set<String> limit) {

		static Caller of(Actor actor) {
			return new Caller(actor.tenant(), actor.kind(), actor.member(), actor.client(), actor.pass().key(),
					actor.pass().roles(), actor.rights().limit());
		}

	}

}
