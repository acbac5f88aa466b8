package dev.rapport.graphql;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Buckets that all instances share in Redis. While Redis can't be reached, or is slow,
 * each instance counts for itself: the limit gets looser by the number of instances, and
 * never goes away.
 */
final class SharedBuckets implements Buckets, DisposableBean {

	private static final Logger LOGGER = LoggerFactory.getLogger(SharedBuckets.class);

	private static final Duration PATIENCE = Duration.ofMillis(200);

	/** How long Redis is left alone after a failure. */
	private static final long PAUSE = Duration.ofSeconds(2).toNanos();

	private static final Duration FORGET = Duration.ofMinutes(1);

	private static final String PREFIX = "rapport:limit:";

	private final AtomicReference<@Nullable CompletableFuture<AsyncProxyManager<String>>> connection = new AtomicReference<>();

	private final Buckets local = new LocalBuckets();

	private final RedisURI uri;

	private final RedisClient redis;

	private volatile long pausedAt = System.nanoTime() - PAUSE;

	SharedBuckets(String uri) {
		this.uri = RedisURI.create(uri);
		this.uri.setTimeout(PATIENCE);
		this.redis = RedisClient.create();
		this.redis.setOptions(ClientOptions.builder()
			.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
			.build());
	}

	/** Goes on in a thread of ours: those of the Redis client only read and write. */
	@Override
	public Mono<Draw> draw(String key, Rate rate, long points) {
		if (paused()) {
			return this.local.draw(key, rate, points);
		}
		return Mono.fromFuture(() -> shared(key, rate, (bucket) -> bucket.tryConsumeAndReturnRemaining(points)), true)
			.map(Buckets::drawn)
			.timeout(PATIENCE)
			.publishOn(Schedulers.parallel())
			.doOnError(this::pause)
			.onErrorResume((failure) -> this.local.draw(key, rate, points));
	}

	@Override
	public void settle(String key, Rate rate, long points) {
		if (paused()) {
			this.local.settle(key, rate, points);
		}
		else if (points != 0) {
			shared(key, rate, (bucket) -> settled(bucket, points)).whenComplete((done, failure) -> {
				if (failure != null) {
					pause(failure);
				}
			});
		}
	}

	/** Completes when Redis was reached; fails if it can't be. */
	Mono<Void> connected() {
		return Mono.fromFuture(this::manager, true).then();
	}

	private static CompletableFuture<?> settled(AsyncBucketProxy bucket, long points) {
		return (points > 0) ? bucket.addTokens(points) : bucket.consumeIgnoringRateLimits(-points);
	}

	private <T extends @Nullable Object> CompletableFuture<T> shared(String key, Rate rate,
			Function<AsyncBucketProxy, CompletableFuture<T>> work) {
		return manager().thenCompose((manager) -> work.apply(manager.builder()
			.build(PREFIX + key, () -> CompletableFuture.completedFuture(Buckets.configuration(rate)))));
	}

	private CompletableFuture<AsyncProxyManager<String>> manager() {
		CompletableFuture<AsyncProxyManager<String>> known = this.connection.get();
		if (known != null && !known.isCompletedExceptionally()) {
			return known;
		}
		CompletableFuture<AsyncProxyManager<String>> fresh = new CompletableFuture<>();
		if (!this.connection.compareAndSet(known, fresh)) {
			return manager();
		}
		connect(fresh);
		return fresh;
	}

	private void connect(CompletableFuture<AsyncProxyManager<String>> manager) {
		this.redis.connectAsync(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE), this.uri)
			.whenComplete((connected, failure) -> {
				if (failure != null) {
					manager.completeExceptionally(failure);
				}
				else {
					manager.complete(Bucket4jLettuce.casBasedBuilder(connected)
						.expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(FORGET))
						.build()
						.asAsync());
				}
			});
	}

	private boolean paused() {
		return System.nanoTime() - this.pausedAt < PAUSE;
	}

	private void pause(Throwable failure) {
		this.pausedAt = System.nanoTime();
		LOGGER.warn("Rate limits are counted by each instance for itself: {}", failure.toString());
	}

	@Override
	public void destroy() {
		this.redis.shutdownAsync();
	}

}
