package dev.rapport.graphql;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import redis.embedded.RedisServer;

import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.TenantId;

import static org.assertj.core.api.Assertions.assertThat;

/** Points are counted right: alone, together with other instances, and without Redis. */
class BucketsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final Rate SMALL = new Rate("small", 100, 1);

	@Test
	void givesWhatThereIsAndSaysWhenThereIsMore() {
		Buckets buckets = new LocalBuckets();
		assertThat(draw(buckets, "a", 60)).isEqualTo(new Draw(true, 40, 0));
		Draw refused = draw(buckets, "a", 60);
		assertThat(refused.granted()).isFalse();
		assertThat(Duration.ofNanos(refused.pause())).isBetween(Duration.ofSeconds(18), Duration.ofSeconds(20));
		assertThat(draw(buckets, "b", 60).granted()).isTrue();
		buckets.settle("a", SMALL, 50);
		assertThat(draw(buckets, "a", 60).granted()).isTrue();
		buckets.settle("a", SMALL, -100);
		assertThat(draw(buckets, "a", 1).granted()).isFalse();
	}

	@Test
	void aClientDoesNotStarveItsTenantNorATenantItsNeighbours() {
		Budgets budgets = new Budgets(new LocalBuckets(),
				new LimitSettings(Duration.ofSeconds(1), 100, 100, 100, 1, 150, 1, null));
		Actor one = actor(new TenantId(UUID.randomUUID()), "one");
		Actor two = actor(one.tenant(), "two");
		assertThat(charge(budgets, one, 100).granted()).isTrue();
		Charge limited = charge(budgets, one, 50);
		assertThat(limited.granted()).isFalse();
		assertThat(limited.retryAfter()).isBetween(48L, 50L);
		assertThat(charge(budgets, two, 40).granted()).isTrue();
		assertThat(charge(budgets, two, 40).standings().getFirst().rate().name()).isEqualTo("tenant");
		assertThat(charge(budgets, two, 10).granted()).as("the tenant's refusal cost the client nothing").isTrue();
		assertThat(charge(budgets, actor(new TenantId(UUID.randomUUID()), "one"), 100).granted()).isTrue();
	}

	@Test
	void tellsHowItStandsInTheHeadersOfTheDraft() {
		Budgets budgets = new Budgets(new LocalBuckets(),
				new LimitSettings(Duration.ofSeconds(1), 100, 100, 100, 10, 1000, 10, null));
		Actor actor = actor(new TenantId(UUID.randomUUID()), "one");
		HttpHeaders headers = new HttpHeaders();
		charge(budgets, actor, 55).writeTo(headers);
		assertThat(headers.getFirst("RateLimit-Policy")).isEqualTo("\"client\";q=100;w=10, \"tenant\";q=1000;w=100");
		assertThat(headers.getFirst("RateLimit")).isEqualTo("\"client\";r=45;t=6, \"tenant\";r=945;t=6");
		assertThat(headers.containsHeader("Retry-After")).isFalse();
		charge(budgets, actor, 80).writeTo(headers);
		assertThat(headers.getFirst("Retry-After")).isEqualTo("4");
	}

	@Test
	void instancesShareOneBucketAndCountAloneWithoutIt() throws IOException {
		int port = freePort();
		RedisServer server = RedisServer.newRedisServer().port(port).bind("127.0.0.1").build();
		server.start();
		String uri = "redis://127.0.0.1:" + port;
		SharedBuckets here = new SharedBuckets(uri);
		SharedBuckets there = new SharedBuckets(uri);
		try {
			String key = UUID.randomUUID().toString();
			assertThat(settledDraw(here, key, 60).granted()).isTrue();
			assertThat(settledDraw(there, key, 60).granted()).isFalse();
			assertThat(settledDraw(there, key, 30).granted()).isTrue();
			server.stop();
			assertThat(draw(here, key, 60).granted()).as("on its own").isTrue();
			assertThat(draw(here, key, 60).granted()).as("limited on its own, too").isFalse();
		}
		finally {
			here.destroy();
			there.destroy();
			if (server.isActive()) {
				server.stop();
			}
		}
	}

	@Test
	void startsWithoutRedis() {
		SharedBuckets buckets = new SharedBuckets("redis://127.0.0.1:1");
		try {
			assertThat(draw(buckets, "a", 60).granted()).isTrue();
			assertThat(draw(buckets, "a", 60).granted()).isFalse();
		}
		finally {
			buckets.destroy();
		}
	}

	/** The first connection may take longer than a request would wait. */
	private static Draw settledDraw(SharedBuckets buckets, String key, long points) {
		buckets.connected().block(PATIENCE);
		return draw(buckets, key, points);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private static Draw draw(Buckets buckets, String key, long points) {
		return Objects.requireNonNull(buckets.draw(key, SMALL, points).block(PATIENCE));
	}

	private static Charge charge(Budgets budgets, Actor actor, long points) {
		return Objects.requireNonNull(budgets.charge(actor, points).block(PATIENCE));
	}

	private static Actor actor(TenantId tenant, String client) {
		return new Actor(tenant, Actor.Kind.USER, UUID.randomUUID(), client, "r", Rights.UNLIMITED);
	}

}
