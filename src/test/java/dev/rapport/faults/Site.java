package dev.rapport.faults;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.Wire;
import dev.rapport.embedded.DevelopmentIssuer;
import dev.rapport.instances.Deployment;
import dev.rapport.instances.Instance;
import dev.rapport.web.SocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/** One instance on a database of the test, and a tenant with its clients. */
final class Site implements AutoCloseable {

	private static final String WRITE = "mutation($n: String!) { createCustomer(input: {name: $n}) { customer { id } errors { code } } }";

	private static final String FOLLOW = "subscription($after: EventCursor) { customerChanged(after: $after) { cursor kind customer { name } } }";

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final HttpClient http = HttpClient.newHttpClient();

	private final DevelopmentIssuer issuer;

	private final Deployment deployment;

	private final Instance instance;

	private final Tenant tenant;

	/**
	 * Starts an instance, waits until it has migrated, and founds a tenant.
	 * @param settings those of the database and others
	 * @param machine the memory and the environment of the instance
	 */
	Site(ApplicationContext application, JdbcTemplate owner, Map<String, String> settings, Machine machine) {
		this.issuer = application.getBean(DevelopmentIssuer.class);
		this.deployment = new Deployment(application);
		this.instance = this.deployment.start(complete(settings), machine.heap(), machine.environment());
		assertThat(this.instance.port()).isPositive();
		this.tenant = new Tenants(owner, application).found();
	}

	Site(ApplicationContext application, JdbcTemplate owner, Map<String, String> settings) {
		this(application, owner, settings, Machine.USUAL);
	}

	/** An instance on a database that has the tenant already. */
	private Site(Site before, Map<String, String> settings) {
		this.issuer = before.issuer;
		this.deployment = before.deployment;
		this.instance = this.deployment.start(complete(settings));
		this.tenant = before.tenant;
		assertThat(this.instance.port()).isPositive();
	}

	/** The same tenant on another instance; close this one afterwards. */
	Site beside(Map<String, String> settings) {
		return new Site(this, settings);
	}

	static Map<String, String> complete(Map<String, String> settings) {
		Map<String, String> all = new HashMap<>();
		all.put("rapport.limits.client-burst", "1000000000");
		all.put("rapport.limits.tenant-burst", "1000000000");
		all.put("rapport.web.sockets.messages", "100000");
		all.put("rapport.webhooks.keys", "test:" + "A".repeat(43) + "=");
		all.put("rapport.webhooks.allow-http", "true");
		all.put("rapport.webhooks.allow-loopback", "true");
		all.put("rapport.webhooks.ports", "");
		all.putAll(settings);
		return all;
	}

	Tenant tenant() {
		return this.tenant;
	}

	Instance instance() {
		return this.instance;
	}

	Wire wire() {
		return new Wire(this.instance.port(), token("ann"));
	}

	private String token(String member) {
		return this.issuer.token(this.tenant.key(), member);
	}

	/** Where its clients connect, and behind which event they begin. */
	Workload.Network network() {
		return new Workload.Network(this.instance.port(), List.of(token("ann"), token("bo")), cursor());
	}

	/** Clients that write and follow from now on. */
	Workload clients(Workload.Load load) {
		return new Workload(network(), this.tenant.id().value(), Scene.canary(this.tenant.id().value()), load);
	}

	/** The newest cursor. */
	String cursor() {
		return wire().ask("{ eventCursor }", Map.of()).json().at("/data/eventCursor").asString();
	}

	/** A stream behind a cursor. */
	SocketClient follow(String after) {
		SocketClient client = SocketClient.open(this.http, this.instance.port()).as(token("bo"));
		client.subscribe("s", Map.of("query", FOLLOW, "variables", Map.of("after", after)));
		return client;
	}

	/** Writes until so many were acknowledged. */
	void write(int times) {
		for (int i = 0; i < times; i++) {
			Workload.eventually(() -> attempt().json().at("/data/createCustomer/customer").isObject(),
					() -> "a write is acknowledged");
		}
	}

	/** One write, whatever comes of it. */
	Wire.Answer attempt() {
		return wire().ask(WRITE, Map.of("n", "Acme"));
	}

	/** The cursor behind so many changes more. */
	static String caughtUp(SocketClient client, int changes) {
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
	static String ended(SocketClient client) {
		long end = System.nanoTime() + PATIENCE.toNanos();
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

	@Override
	public void close() {
		this.http.shutdownNow();
		this.instance.close();
		this.deployment.close();
	}

	/**
	 * Where an instance runs.
	 *
	 * @param heap the most memory for objects
	 * @param environment variables of its environment
	 */
	record Machine(String heap, Map<String, String> environment) {

		static final Machine USUAL = new Machine("384m", Map.of());

	}

}
