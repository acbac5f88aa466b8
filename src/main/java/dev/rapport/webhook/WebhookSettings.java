package dev.rapport.webhook;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings {@code rapport.webhooks.*}.
 *
 * @param enabled whether this process sends
 * @param keys the keys that secrets are encrypted with, {@code id:base64} of 256 bits
 * each; the first encrypts, all decrypt
 * @param allowHttp whether addresses without TLS are accepted; for development only
 * @param allowLoopback whether the own machine may be reached; for development only
 * @param ports the ports that may be reached; all if empty
 * @param trust a file in PEM with the authorities that receivers' certificates may come
 * from, instead of those of the Java runtime; null for those
 * @param deadline how long an attempt may take in all
 * @param connect how long connecting may take
 * @param lookup how long finding the addresses of a name may take
 * @param poll how often the process looks for work when nothing wakes it
 * @param atOnce for how many subscriptions one process works at the same time
 * @param perSubscription how many deliveries of one subscription are under way at once
 * @param batch the most deliveries of one round
 * @param waiting the most deliveries of one subscription that wait; the log keeps the
 * rest
 * @param lease how long a process that died keeps its subscriptions from others
 * @param rest the pause after {@link Rounds#PATIENCE} failures in a row
 * @param most the most subscriptions of one tenant
 * @param tolerated after what time of nothing but failures a subscription is disabled
 * @param keepDays for how many days what was sent can be looked up
 * @param keepDeadDays for how many days what could not be sent can be sent again
 */
@ConfigurationProperties("rapport.webhooks")
record WebhookSettings(@DefaultValue("true") boolean enabled, @DefaultValue List<String> keys,
		@DefaultValue("false") boolean allowHttp, @DefaultValue("false") boolean allowLoopback,
		@DefaultValue("443") List<Integer> ports, @Nullable Path trust, @DefaultValue("5s") Duration deadline,
		@DefaultValue("1s") Duration connect, @DefaultValue("1s") Duration lookup, @DefaultValue("500ms") Duration poll,
		@DefaultValue("64") int atOnce, @DefaultValue("2") int perSubscription, @DefaultValue("100") int batch,
		@DefaultValue("1000") int waiting, @DefaultValue("30s") Duration lease, @DefaultValue("5s") Duration rest,
		@DefaultValue("20") int most, @DefaultValue("5d") Duration tolerated, @DefaultValue("7") int keepDays,
		@DefaultValue("30") int keepDeadDays) {

	/** The longest address, in characters. */
	static final int URL = 2_000;

	/** The largest body that is sent, in bytes. */
	static final int BODY = 64 * 1_024;

	/** How much of an answer is read, in bytes. */
	static final int ANSWER = 64 * 1_024;

	/** How much of an answer is kept, in characters. */
	static final int KEPT = 1_000;

}
