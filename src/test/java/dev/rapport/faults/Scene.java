package dev.rapport.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;

import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import dev.rapport.Tenants;
import dev.rapport.Wire;
import dev.rapport.embedded.DevelopmentIssuer;
import dev.rapport.embedded.OwnDatabase;
import dev.rapport.instances.Deployment;
import dev.rapport.instances.FaultProxy;
import dev.rapport.instances.Instance;

/**
 * Two instances on a PostgreSQL of their own, which is durable, a proxy before them and
 * one before the database: everything that may be killed, and everything between.
 */
final class Scene implements AutoCloseable {

	private static final Map<String, String> SETTINGS = Map.ofEntries(
			Map.entry("rapport.limits.client-burst", "1000000000"),
			Map.entry("rapport.limits.tenant-burst", "1000000000"), Map.entry("rapport.web.sockets.messages", "100000"),
			Map.entry("rapport.web.sockets.ping", "3s"), Map.entry("spring.r2dbc.pool.max-size", "10"),
			Map.entry("rapport.webhooks.keys", "test:" + "A".repeat(43) + "="),
			Map.entry("rapport.webhooks.allow-http", "true"), Map.entry("rapport.webhooks.allow-loopback", "true"),
			Map.entry("rapport.webhooks.ports", ""), Map.entry("rapport.webhooks.lease", "5s"));

	/** How many queries must be answered at the same time when all is well. */
	private static final int CANARIES = 40;

	private final DevelopmentIssuer issuer;

	private final Deployment deployment;

	private final OwnDatabase database;

	private final FaultProxy behind;

	private final FaultProxy before;

	private final Map<String, String> settings;

	private final Tenants tenants;

	private Instance active;

	private Instance spare;

	/** A scene beside an application of the tests, whose issuer signs the tokens. */
	Scene(ApplicationContext application, Path directory, Map<String, String> more) {
		this.issuer = application.getBean(DevelopmentIssuer.class);
		this.deployment = new Deployment(application);
		this.database = new OwnDatabase(directory);
		this.behind = new FaultProxy(this.database.port());
		this.settings = new HashMap<>(SETTINGS);
		this.settings.putAll(this.database.settings(this.behind.port()));
		this.settings.putAll(more);
		this.tenants = new Tenants(new JdbcTemplate(new DriverManagerDataSource(setting("spring.flyway.url"),
				setting("spring.flyway.user"), setting("spring.flyway.password"))), application);
		this.active = this.deployment.start(this.settings);
		this.active.port();
		this.spare = this.deployment.start(this.settings);
		this.before = new FaultProxy(this.active.port());
	}

	private String setting(String name) {
		return Objects.requireNonNull(this.settings.get(name));
	}

	/** The database as its owner. */
	JdbcTemplate owner() {
		return this.tenants.owner();
	}

	/** The network between clients and instances. */
	FaultProxy clients() {
		return this.before;
	}

	/** The network between instances and the database. */
	FaultProxy databases() {
		return this.behind;
	}

	/** A new tenant. */
	Tenants.Tenant found() {
		return this.tenants.found();
	}

	/** How the clients of a tenant connect, from now on. */
	Workload.Network network(Tenants.Tenant tenant) {
		List<String> tokens = tokens(tenant);
		String beginning = new Wire(this.active.port(), tokens.getFirst()).ask("{ eventCursor }", Map.of())
			.json()
			.at("/data/eventCursor")
			.asString();
		return new Workload.Network(this.before.port(), tokens, beginning);
	}

	private List<String> tokens(Tenants.Tenant tenant) {
		return List.of(this.issuer.token(tenant.key(), "ann"), this.issuer.token(tenant.key(), "bo"));
	}

	/**
	 * Kills the instance that serves; clients find the other one, and a new one starts.
	 */
	void killInstance() {
		this.before.route(this.spare.port());
		this.active.kill();
		replace();
	}

	/** Stops the instance that serves, as a rolling restart does. */
	void stopInstance() {
		retireInstance();
		startInstance();
	}

	/** Stops the instance that serves; its place stays empty until one is started. */
	void retireInstance() {
		this.before.route(this.spare.port());
		this.active.stop();
		this.active = this.spare;
	}

	void startInstance() {
		this.spare = this.deployment.start(this.settings);
	}

	private void replace() {
		this.active.close();
		this.active = this.spare;
		startInstance();
	}

	/** Kills the database and starts it again after a while. */
	void killDatabase(boolean immediate, Duration down) {
		this.database.kill(immediate);
		this.behind.reset();
		Workload.pause(down);
		this.database.start();
		this.behind.route(this.database.port());
	}

	/**
	 * Looks whether all is well: every connection of the pool answers, and none is left
	 * in a transaction.
	 */
	Verdict recovered(Tenants.Tenant tenant) {
		Verdict verdict = new Verdict();
		Caller caller = new Caller(this.active.port(), tokens(tenant).getFirst());
		List<Thread> asking = IntStream.range(0, CANARIES)
			.mapToObj((i) -> Thread.ofVirtual().start(() -> canary(caller, verdict)))
			.toList();
		asking.forEach(Scene::join);
		Integer left = owner().queryForObject(
				"select count(*) from pg_stat_activity where usename = 'rapport_app' and state like 'idle in%'",
				Integer.class);
		verdict.expect(Invariant.I10_RECOVERED, left != null && left == 0, () -> left + " transactions are left open");
		for (Instance instance : List.of(this.active, this.spare)) {
			verdict.expect(Invariant.I10_RECOVERED,
					instance.output().stream().noneMatch((line) -> line.contains("LEAK")), () -> "buffers leaked");
		}
		return verdict;
	}

	private static void canary(Caller caller, Verdict verdict) {
		String told;
		try {
			Caller.Answer answer = caller.ask("{ customers(first: 1) { totalCount } }", Map.of(), null);
			told = answer.isCarriedOut() ? "" : answer.text();
		}
		catch (IOException ex) {
			told = ex.toString();
		}
		String otherwise = told;
		synchronized (verdict) {
			verdict.expect(Invariant.I10_RECOVERED, otherwise.isEmpty(), () -> otherwise);
		}
	}

	private static void join(Thread thread) {
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** A text that only the data of a tenant have. */
	static String canary(UUID tenant) {
		return "zq" + tenant.toString().substring(0, 8);
	}

	@Override
	public void close() {
		this.before.close();
		this.active.close();
		this.spare.close();
		this.behind.close();
		this.database.close();
		this.deployment.close();
	}

}
