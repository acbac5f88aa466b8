package dev.rapport.graphql;

import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;

import org.springframework.http.HttpHeaders;

/**
 * What an operation was charged against.
 *
 * @param granted whether there were points enough
 * @param pause nanoseconds until there will be
 * @param standings the buckets that were asked
 */
record Charge(boolean granted, long pause, List<Standing> standings) {

	static Charge refused(Standing standing, long pause) {
		return new Charge(false, pause, List.of(standing));
	}

	/** Seconds until it is worth to try again; at least one. */
	long retryAfter() {
		return Math.max(1, Math.ceilDiv(this.pause, Duration.ofSeconds(1).toNanos()));
	}

	/** Points left in the emptiest bucket. */
	long remaining() {
		return this.standings.stream().mapToLong(Standing::remaining).min().orElse(0);
	}

	/** The same, after points were given back or taken. */
	Charge settled(long points) {
		return new Charge(this.granted, this.pause,
				this.standings.stream().map((standing) -> standing.plus(points)).toList());
	}

	/**
	 * The fields of <a href=
	 * "https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/">RateLimit
	 * header fields for HTTP</a>.
	 */
	void writeTo(HttpHeaders headers) {
		StringJoiner policies = new StringJoiner(", ");
		StringJoiner states = new StringJoiner(", ");
		for (Standing standing : this.standings) {
			policies.add(standing.policy());
			states.add(standing.state());
		}
		headers.set("RateLimit-Policy", policies.toString());
		headers.set("RateLimit", states.toString());
		if (!this.granted) {
			headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(retryAfter()));
		}
	}

	/**
	 * How a bucket stands.
	 *
	 * @param remaining points left
	 */
	record Standing(Rate rate, long remaining) {

		private Standing plus(long points) {
			return new Standing(this.rate, Math.clamp(this.remaining + points, 0, this.rate.burst()));
		}

		private String policy() {
			return "\"" + this.rate.name() + "\";q=" + this.rate.burst() + ";w=" + this.rate.window();
		}

		private String state() {
			return "\"" + this.rate.name() + "\";r=" + this.remaining + ";t=" + this.rate.untilFull(this.remaining);
		}

	}

}
