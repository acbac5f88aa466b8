package dev.rapport.graphql;

/**
 * A bucket of points that fills steadily.
 *
 * @param name what the policy is called in {@code RateLimit-Policy}
 * @param burst points in a full bucket
 * @param perSecond points that come back each second
 */
record Rate(String name, long burst, long perSecond) {

	/** Seconds in which an empty bucket is full again. */
	long window() {
		return Math.max(1, Math.ceilDiv(this.burst, this.perSecond));
	}

	/** Seconds until a bucket with so many points left is full again. */
	long untilFull(long remaining) {
		return Math.ceilDiv(Math.max(0, this.burst - remaining), this.perSecond);
	}

}
