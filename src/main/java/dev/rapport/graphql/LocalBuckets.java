package dev.rapport.graphql;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import reactor.core.publisher.Mono;

/**
 * Buckets of this process alone. One that was not used for a while is full again and
 * forgotten.
 */
final class LocalBuckets implements Buckets {

	private static final int MOST = 100_000;

	private static final Duration IDLE = Duration.ofMinutes(30);

	private final Cache<String, Bucket> buckets = Caffeine.newBuilder()
		.maximumSize(MOST)
		.expireAfterAccess(IDLE)
		.executor(Runnable::run)
		.build();

	@Override
	public Mono<Draw> draw(String key, Rate rate, long points) {
		return Mono.just(Buckets.drawn(bucket(key, rate).tryConsumeAndReturnRemaining(points)));
	}

	@Override
	public void settle(String key, Rate rate, long points) {
		if (points > 0) {
			bucket(key, rate).addTokens(points);
		}
		else if (points < 0) {
			bucket(key, rate).consumeIgnoringRateLimits(-points);
		}
	}

	private Bucket bucket(String key, Rate rate) {
		return this.buckets.get(key, (unknown) -> Bucket.builder()
			.addLimit((limit) -> limit.capacity(rate.burst()).refillGreedy(rate.perSecond(), Duration.ofSeconds(1)))
			.build());
	}

}
