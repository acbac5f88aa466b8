package dev.rapport.graphql;

import java.time.Duration;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import reactor.core.publisher.Mono;

/** Points by key, with a library that does the sums. Never blocks and never fails. */
interface Buckets {

	/** Takes points if there are as many; to be asked for when they are needed. */
	Mono<Draw> draw(String key, Rate rate, long points);

	/**
	 * Gives points back, or takes points that were used beyond what was drawn, even where
	 * there are none left. Does not wait for it.
	 * @param points given back; taken if negative
	 */
	void settle(String key, Rate rate, long points);

	static BucketConfiguration configuration(Rate rate) {
		return BucketConfiguration.builder()
			.addLimit((limit) -> limit.capacity(rate.burst()).refillGreedy(rate.perSecond(), Duration.ofSeconds(1)))
			.build();
	}

	static Draw drawn(ConsumptionProbe probe) {
		return new Draw(probe.isConsumed(), Math.max(0, probe.getRemainingTokens()), probe.getNanosToWaitForRefill());
	}

}
