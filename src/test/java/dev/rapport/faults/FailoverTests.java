package dev.rapport.faults;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.Wire;
import dev.rapport.embedded.DevelopmentIssuer;
import dev.rapport.embedded.OwnServer;
import dev.rapport.instances.Deployment;
import dev.rapport.instances.Instance;
import dev.rapport.web.SocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Faults F3, F3a and F4: the primary is lost, and the standby takes over. */
@RapportTest
@Tag("faults")
@Timeout(300)
final class FailoverTests {

	private static final String WRITE = "mutation($n: String!) { createCustomer(input: {name: $n}) { customer { id } } }";

	private static final String FOLLOW = "subscription($after: EventCursor) { customerChanged(after: $after) { cursor kind customer { name } } }";

	private static final int BEFORE = 20;

	/** Acknowledged writes that never reach the standby. */
	private static final int LOST = 15;

	@Autowired
	ApplicationContext application;

	@Autowired
	DevelopmentIssuer issuer;

	/** F3: whatever was answered is there, and every stream goes on where it was. */
	@Test
	void losesNothingWithASynchronousStandby(@TempDir Path directory) {
		try (Pair pair = new Pair(directory, true);
				Deployment deployment = new Deployment(this.application);
				Instance instance = deployment.start(settings(pair, true))) {
			Tenant tenant = found(instance, pair.first());
			Workload.Load load = new Workload.Load(4, 2, 5, Duration.ofMillis(20), Duration.ofSeconds(5), 1);
			try (Workload clients = new Workload(network(instance, tenant), tenant.id().value(), "zq", load)) {
				clients.progress(60);
				long begun = System.nanoTime();
				pair.failOver();
				clients.progress(1);
				long back = System.nanoTime() - begun;
				clients.progress(60);
				Verdict verdict = clients.finish(pair.second().owner(), List.of());
				System.out.printf("failover to a synchronous standby: writes again after %.1f s, %d left open%n%s",
						back / 1e9, clients.history().open(), verdict);
				assertThat(verdict.count()).as(verdict.toString()).isZero();
				assertThat(back).isLessThan(Duration.ofSeconds(30).toNanos());
			}
		}
	}

	/** F3a: what is lost is lost, but nobody takes the new log for the old one. */
	@Test
	void tellsEverybodyThatEventsWereLostWithAnAsynchronousStandby(@TempDir Path directory) {
		try (Pair pair = new Pair(directory, false);
				Deployment deployment = new Deployment(this.application);
				Instance instance = deployment.start(settings(pair, false));
				HttpClient http = HttpClient.newHttpClient()) {
			Tenant tenant = found(instance, pair.first());
			Wire wire = new Wire(instance.port(), this.issuer.token(tenant.key(), "ann"));
			SocketClient live = follower(http, instance, tenant, cursor(wire));
			write(wire, BEFORE);
			caughtUp(live, BEFORE);
			String early = cursor(wire);
			Workload.pause(Duration.ofSeconds(1));
			pair.stall();
			write(wire, LOST);
			String ahead = caughtUp(live, LOST);
			long begun = System.nanoTime();
			pair.failOver();
			assertThat(ended(live)).as("the live stream").isEqualTo("CURSOR_EPOCH_CHANGED");
			System.out.printf("failover to an asynchronous standby: told after %.1f s%n",
					(System.nanoTime() - begun) / 1e9);
			assertThat(pair.second()
				.owner()
				.queryForObject("select count(*) from event_log where tenant_id = ?", Integer.class,
						tenant.id().value()))
				.as("events on the new primary")
				.isEqualTo(BEFORE);
			write(wire, LOST + 5);
			for (String old : List.of(early, ahead)) {
				assertThat(ended(follower(http, instance, tenant, old))).isEqualTo("CURSOR_EPOCH_CHANGED");
				assertThat(wire.ask("query($c: EventCursor) { events(after: $c) { nodes { cursor } } }", Map.of("c", old))
					.code()).isEqualTo("CURSOR_EPOCH_CHANGED");
			}
			SocketClient again = follower(http, instance, tenant, cursor(wire));
			write(wire, 3);
			caughtUp(again, 3);
			http.shutdownNow();
		}
	}

	/** F4: an instance that has seen the new primary takes the old one for dead. */
	@Test
	void writesNothingToAnOldPrimaryThatComesBack(@TempDir Path directory) {
		try (Pair pair = new Pair(directory, true);
				Deployment deployment = new Deployment(this.application);
				Instance instance = deployment.start(settings(pair, true))) {
			Tenant tenant = found(instance, pair.first());
			Wire wire = new Wire(instance.port(), this.issuer.token(tenant.key(), "ann"));
			write(wire, 5);
			pair.failOver();
			write(wire, 5);
			pair.first().start("synchronous_standby_names=");
			for (int i = 0; i < 10; i++) {
				pair.second()
					.owner()
					.queryForList(
							"select pg_terminate_backend(pid) from pg_stat_activity where usename = 'rapport_app'");
				Wire.Answer answer = attempt(wire);
				assertThat(answer.code()).as(answer.text()).isIn("", "SERVICE_UNAVAILABLE", "INTERNAL_ERROR");
			}
			assertThat(pair.first()
				.owner()
				.queryForObject("select count(*) from event_log where tenant_id = ?", Integer.class,
						tenant.id().value()))
				.as("events on the old primary")
				.isEqualTo(5);
			pair.first().kill();
			write(wire, 5);
		}
	}

	private static Map<String, String> settings(Pair pair, boolean lossless) {
		Map<String, String> settings = new HashMap<>(pair.settings());
		settings.put("rapport.events.lossless-failover", String.valueOf(lossless));
		settings.put("rapport.limits.client-burst", "1000000000");
		settings.put("rapport.limits.tenant-burst", "1000000000");
		settings.put("rapport.web.sockets.messages", "100000");
		settings.put("rapport.webhooks.keys", "test:" + "A".repeat(43) + "=");
		return settings;
	}

	/** A tenant, once the instance has migrated. */
	private Tenant found(Instance instance, OwnServer server) {
		assertThat(instance.port()).isPositive();
		return new Tenants(server.owner(), this.application).found();
	}

	private Workload.Network network(Instance instance, Tenant tenant) {
		List<String> tokens = List.of(this.issuer.token(tenant.key(), "ann"), this.issuer.token(tenant.key(), "bo"));
		return new Workload.Network(instance.port(), tokens, cursor(new Wire(instance.port(), tokens.getFirst())));
	}

	private SocketClient follower(HttpClient http, Instance instance, Tenant tenant, String after) {
		SocketClient client = SocketClient.open(http, instance.port()).as(this.issuer.token(tenant.key(), "ann"));
		client.subscribe("s", Map.of("query", FOLLOW, "variables", Map.of("after", after)));
		return client;
	}

	private static String cursor(Wire wire) {
		return wire.ask("{ eventCursor }", Map.of()).json().at("/data/eventCursor").asString();
	}

	/** Writes until so many were acknowledged. */
	private static void write(Wire wire, int times) {
		IntStream.range(0, times)
			.forEach((i) -> Workload.eventually(() -> attempt(wire).json().at("/data/createCustomer/customer").isObject(),
					() -> "a write is acknowledged"));
	}

	private static Wire.Answer attempt(Wire wire) {
		return wire.ask(WRITE, Map.of("n", "Acme"));
	}

	/** The cursor behind so many changes more. */
	private static String caughtUp(SocketClient client, int changes) {
		String cursor = "";
		for (int heard = 0; heard < changes;) {
			JsonNode change = Wire.JSON.valueToTree(client.next()).at("/payload/data/customerChanged");
			if (change.isObject() && !change.path("kind").asString().equals("HEARTBEAT")) {
				cursor = change.path("cursor").asString();
				heard++;
			}
		}
		return cursor;
	}

	/** The code that a stream ends with. */
	private static String ended(SocketClient client) {
		long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
		while (System.nanoTime() < end) {
			Map<String, Object> message = client.poll(Duration.ofSeconds(1));
			JsonNode json = Wire.JSON.valueToTree((message == null) ? Map.of() : message);
			if (json.path("type").asString("").equals("ping")) {
				client.send(Map.of("type", "pong"));
			}
			String code = json.findPath("code").asString("");
			if (!code.isEmpty()) {
				return code;
			}
		}
		return "no end";
	}

}
