package dev.rapport.events;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import dev.rapport.tenancy.TenantId;

/**
 * Where logs stand, read once for all that ask while another read is under way: a
 * thousand subscribers that come back at once take a handful of reads. What anybody is
 * told was read after it had asked.
 */
final class SharedHead {

	/** Of each tenant the last one, until it is over. */
	private final Map<TenantId, Round> rounds = new ConcurrentHashMap<>();

	/**
	 * Where the log of a tenant stands; fails as the read does.
	 * @param read reads that, whoever asks
	 */
	Mono<LogHead> of(TenantId tenant, Mono<LogHead> read) {
		return Mono.defer(() -> Objects.requireNonNull(
				this.rounds.compute(tenant, (key, last) -> (last == null) ? new Round(Mono.empty(), read, key)
						: last.begun ? new Round(last.over.asMono(), read, key) : last)).answer);
	}

	/** One read and who waits for it. */
	private final class Round {

		private final Sinks.Empty<Void> over = Sinks.empty();

		/** Whoever comes later must not be told what this one reads. */
		private volatile boolean begun;

		private final Mono<LogHead> answer;

		/**
		 * A round that reads when it is its turn and somebody waits.
		 * @param turn completes with the round before
		 */
		Round(Mono<Void> turn, Mono<LogHead> read, TenantId tenant) {
			this.answer = turn.then(Mono.defer(() -> {
				this.begun = true;
				return read;
			})).doFinally((signal) -> {
				SharedHead.this.rounds.remove(tenant, this);
				this.over.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST);
			}).cache();
		}

	}

}
