package dev.rapport.graphql;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;
import dev.rapport.persistence.Chore;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.Sql;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.persistence.Witness;

/**
 * The record of keyed operations. A key is claimed before its operation begins; each
 * transaction of the operation notes its effect under the claim, so that a claim without
 * effect can be given up or taken over, and one with an effect never is; the answer is
 * kept at the end. A claimant that was overtaken can't commit any more.
 */
@Component
class IdempotencyKeys implements Chore {

	/** How many expired keys go in one statement. */
	private static final long BATCH = 5_000;

	private static final String CLAIM = """
			with known as (
			  select fingerprint, state, attempt, claimed_at < now() - interval '60 seconds' as abandoned, answer,
			    standing
			  from idempotency_key where tenant_id = $1 and client = $2 and member_id = $3 and key = $4),
			claimed as (
			  insert into idempotency_key (tenant_id, client, member_id, key, fingerprint, state, attempt)
			  select $1, $2, $3, $4, $5, 'CLAIMED', $6 where not exists (select from known)
			  on conflict do nothing
			  returning fingerprint, state, attempt, false, answer, standing)
			select * from known union all select * from claimed
			""";

	private static final String TAKE_OVER = """
			update idempotency_key set attempt = $5, claimed_at = now()
			where tenant_id = $1 and client = $2 and member_id = $3 and key = $4 and attempt = $6 and state = 'CLAIMED'
			""";

	private static final String EFFECT = """
			update idempotency_key set state = 'EFFECT'
			where tenant_id = $1 and client = $2 and member_id = $3 and key = $4 and attempt = $5
			  and state in ('CLAIMED', 'EFFECT')
			""";

	private static final String RELEASE = """
			delete from idempotency_key
			where tenant_id = $1 and client = $2 and member_id = $3 and key = $4 and attempt = $5 and state = 'CLAIMED'
			""";

	private static final String ANSWER = """
			update idempotency_key set state = 'ANSWERED', answer = $6, standing = $7
			where tenant_id = $1 and client = $2 and member_id = $3 and key = $4 and attempt = $5
			""";

	private final TenantDatabase database;

	IdempotencyKeys(TenantDatabase database) {
		this.database = database;
	}

	/**
	 * Claims a key for an attempt. Empty if the attempt may now carry out the operation,
	 * else the answer that was given.
	 * @throws Problem.Refused with {@code IDEMPOTENCY_KEY_REUSED} if neither is possible
	 */
	Mono<Optional<Kept>> claim(IdempotencyKey key) {
		return this.database
			.first(CLAIM, Entry::read, key.client(), key.member(), key.key(), key.fingerprint(), key.attempt())
			.switchIfEmpty(Mono.error(IdempotencyKeys::inFlight))
			.flatMap(
					(entry) -> entry.attempt().equals(key.attempt()) ? Mono.just(Optional.empty()) : known(key, entry));
	}

	private Mono<Optional<Kept>> known(IdempotencyKey key, Entry entry) {
		if (!entry.fingerprint().equals(key.fingerprint())) {
			return Mono.error(() -> new Problem.Refused(ApiCode.IDEMPOTENCY_KEY_REUSED, "idempotency.reused"));
		}
		if (entry.kept() != null) {
			return Mono.just(Optional.of(entry.kept()));
		}
		return switch (entry.state()) {
			case CLAIMED -> entry.abandoned() ? takeOver(key, entry) : Mono.error(IdempotencyKeys::inFlight);
			case EFFECT -> Mono.error(entry.abandoned() ? IdempotencyKeys::lost : IdempotencyKeys::inFlight);
			case ANSWERED -> Mono.error(IdempotencyKeys::lost);
		};
	}

	private Mono<Optional<Kept>> takeOver(IdempotencyKey key, Entry entry) {
		return this.database.execute(TAKE_OVER, key.client(), key.member(), key.key(), key.attempt(), entry.attempt())
			.filter((rows) -> rows == 1)
			.switchIfEmpty(Mono.error(IdempotencyKeys::inFlight))
			.thenReturn(Optional.empty());
	}

	/** Notes the effect of an attempt in each of its transactions. */
	Witness witness(IdempotencyKey key) {
		return new Witness(EFFECT, List.of(key.client(), key.member(), key.key(), key.attempt()), inFlight());
	}

	/**
	 * Gives the key up if the attempt had no effect, and tells whether it was so.
	 */
	Mono<Boolean> release(IdempotencyKey key) {
		return this.database.execute(RELEASE, key.client(), key.member(), key.key(), key.attempt())
			.map((rows) -> rows == 1);
	}

	/**
	 * Keeps the answer of an attempt, unless it was overtaken.
	 * @param kept null if the answer can't be known or is too large to keep
	 */
	Mono<Void> answer(IdempotencyKey key, @Nullable Kept kept) {
		return this.database
			.execute(ANSWER, key.client(), key.member(), key.key(), key.attempt(),
					Sql.text((kept == null) ? null : kept.answer()),
					Sql.text((kept == null) ? null : kept.standing().text()))
			.then();
	}

	@Override
	public String name() {
		return "expiry of idempotency keys";
	}

	@Override
	public Mono<Void> perform() {
		return forget().expand((gone) -> (gone < BATCH) ? Mono.empty() : forget()).then();
	}

	private Mono<Long> forget() {
		return this.database.lookup("select forget_idempotency_keys($1)", Columns::number, (int) BATCH);
	}

	private static Problem inFlight() {
		return Problem.Refused.forNow(ApiCode.IDEMPOTENCY_KEY_REUSED, "idempotency.inFlight");
	}

	private static Problem lost() {
		return new Problem.Refused(ApiCode.IDEMPOTENCY_KEY_REUSED, "idempotency.lost");
	}

	private enum State {

		CLAIMED, EFFECT, ANSWERED

	}

	/**
	 * An answer that was given.
	 *
	 * @param standing by what rights
	 */
	record Kept(String answer, Standing standing) {
	}

	private record Entry(String fingerprint, State state, UUID attempt, boolean abandoned, @Nullable Kept kept) {

		static Entry read(Columns columns) {
			return new Entry(columns.text(), columns.constant(State.class), columns.uuid(), columns.flag(),
					kept(columns.textOrNull(), columns.textOrNull()));
		}

		private static @Nullable Kept kept(@Nullable String answer, @Nullable String standing) {
			return (answer == null || standing == null) ? null : new Kept(answer, Standing.parse(standing));
		}

	}

}
