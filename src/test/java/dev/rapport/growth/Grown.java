package dev.rapport.growth;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.springframework.context.ApplicationContext;

import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.Wire;
import dev.rapport.embedded.DevelopmentIssuer;
import dev.rapport.embedded.OwnServer;
import dev.rapport.instances.Deployment;
import dev.rapport.instances.Instance;

/** A service with a database of its own that holds so many records. */
final class Grown implements AutoCloseable {

	private final OwnServer server;

	private final Instance instance;

	private final String token;

	private final GrowthData data;

	private final Processes processes;

	private final Clients clients;

	/**
	 * Starts both and fills the database.
	 * @param customers how many of those there are
	 */
	Grown(ApplicationContext application, Deployment deployment, Path directory, int customers) throws IOException {
		this.server = OwnServer.found(directory).start("max_wal_size=4GB");
		this.instance = deployment.start(settings(this.server), List.of("-Xmx512m"));
		int port = this.instance.port();
		Tenant tenant = new Tenants(this.server.owner(), application).found();
		this.token = application.getBean(DevelopmentIssuer.class).token(tenant.key(), "ann");
		this.data = new GrowthData(this.server.owner(), tenant, new Wire(port, this.token), customers);
		this.processes = new Processes(this.instance.pid(), this.server.data());
		this.clients = new Clients(port, this.token, this.data, this.processes);
	}

	private static Map<String, String> settings(OwnServer server) {
		Map<String, String> settings = new HashMap<>(server.settings(server.port()));
		settings.put("rapport.limits.client-burst", "1000000000");
		settings.put("rapport.limits.tenant-burst", "1000000000");
		settings.put("rapport.web.connections.sockets-per-client", "1000");
		settings.put("rapport.web.connections.sockets-per-tenant", "1000");
		settings.put("rapport.webhooks.keys", "test:" + "A".repeat(43) + "=");
		return settings;
	}

	int records() {
		return this.data.records();
	}

	int port() {
		return this.instance.port();
	}

	String token() {
		return this.token;
	}

	Processes processes() {
		return this.processes;
	}

	void warm(Work work, int clients, int requests, Duration most) {
		this.clients.warm(work, clients, requests, most);
	}

	Cell ask(Work work, int clients, Duration length) {
		return this.clients.ask(work, clients, length);
	}

	@Override
	public void close() {
		this.clients.close();
		this.instance.close();
		this.server.close();
	}

}
