package dev.rapport.graphql;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.Wire;
import dev.rapport.embedded.DevelopmentIssuer;

/**
 * How quickly hostile documents are refused, and what they, or a noisy neighbour, cost
 * everybody else: over HTTP, from clients that send at a steady pace whatever comes back.
 * Times count from when a request was due. Not part of the default run: ask for it by
 * name with {@code -Dtest=HostileDocumentMeasurement}.
 */
@RapportTest
final class HostileDocumentMeasurement {

	private static final Duration ROUND = Duration.ofSeconds(15);

	/** Requests of one good tenant in a second. */
	private static final int GOOD = 10;

	private static final int TENANTS = 4;

	private static final int HOSTILE = 40;

	private static final int NOISE = 20;

	private static final int ROUNDS = 2;

	private static final String PAGE = "{ customers(first: 20) { nodes { id name owner { name } } pageInfo { hasNextPage } } }";

	@Autowired
	Tenants tenants;

	@Autowired
	DevelopmentIssuer issuer;

	@LocalServerPort
	int port;

	private final HttpClient client = HttpClient.newHttpClient();

	private final List<Tenant> good = new ArrayList<>();

	private Tenant bad;

	@BeforeEach
	void fill() {
		for (int i = 0; i < TENANTS; i++) {
			this.good.add(withCustomers());
		}
		this.bad = withCustomers();
	}

	@Test
	void measures() throws Exception {
		List<String> documents = HostileDocumentTests.hostile().values().stream().flatMap(Collection::stream).toList();
		round(0, documents);
		for (int i = 0; i < ROUNDS; i++) {
			List<Long> calm = round(0, documents).good();
			Times attacked = round(HOSTILE, documents);
			List<Long> after = round(0, documents).good();
			Times beside = round(GOOD * NOISE, List.of(PAGE));
			System.out.printf(Locale.ROOT, "good traffic alone: %s; again: %s%n", of(calm), of(after));
			System.out.printf(Locale.ROOT, "hostile documents, %d a second: refused in %s%n", HOSTILE,
					of(attacked.bad()));
			System.out.printf(Locale.ROOT, "good traffic beside them: %s; p99 ratio %.2f%n", of(attacked.good()),
					ratio(attacked.good(), calm));
			System.out.printf(Locale.ROOT, "good traffic beside a tenant with %d times theirs: %s; p99 ratio %.2f%n",
					NOISE, of(beside.good()), ratio(beside.good(), after));
		}
	}

	private Tenant withCustomers() {
		Tenant tenant = this.tenants.found();
		for (int i = 0; i < 20; i++) {
			tenant.graphQl()
				.document("mutation($n: String!) { createCustomer(input: {name: $n}) { customer { id } } }")
				.variable("n", "Customer " + i)
				.executeAndVerify();
		}
		return tenant;
	}

	/** The good at their pace, and beside them one that sends so many in a second. */
	private Times round(int rate, List<String> documents) throws Exception {
		Times times = new Times(new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>());
		AtomicBoolean over = new AtomicBoolean();
		try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
			for (Tenant tenant : this.good) {
				clients.submit(() -> pace(clients, tenant, GOOD, List.of(PAGE), times.ofGood(), over));
			}
			if (rate > 0) {
				clients.submit(() -> pace(clients, this.bad, rate, documents, times.ofBad(), over));
			}
			Thread.sleep(ROUND);
			over.set(true);
		}
		return times;
	}

	private void pace(ExecutorService clients, Tenant tenant, int rate, List<String> documents, Collection<Long> times,
			AtomicBoolean over) {
		String token = this.issuer.token(tenant.key(), "ann");
		AtomicInteger count = new AtomicInteger();
		for (long due = System.nanoTime(); !over.get(); due += 1_000_000_000 / rate) {
			LockSupport.parkNanos(due - System.nanoTime());
			int number = count.getAndIncrement();
			String document = documents.get(number % documents.size()) + ((documents.size() > 1) ? " # " + due : "");
			long begun = due;
			clients.submit(() -> {
				ask(token, document);
				return times.add(System.nanoTime() - begun);
			});
		}
	}

	private void ask(String token, String document) throws Exception {
		this.client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/graphql"))
			.header("Authorization", "Bearer " + token)
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(Wire.JSON.writeValueAsString(Map.of("query", document))))
			.build(), BodyHandlers.discarding());
	}

	private static String of(List<Long> times) {
		return String.format(Locale.ROOT, "%d, median %.2f ms, p99 %.2f ms, worst %.2f ms", times.size(),
				quantile(times, 0.5), quantile(times, 0.99), quantile(times, 1));
	}

	private static double ratio(List<Long> times, List<Long> before) {
		return quantile(times, 0.99) / quantile(before, 0.99);
	}

	private static double quantile(List<Long> times, double share) {
		return times.isEmpty() ? 0 : times.get(Math.min(times.size() - 1, (int) (times.size() * share))) / 1e6;
	}

	/** How long answers took, in nanoseconds. */
	private record Times(Collection<Long> ofGood, Collection<Long> ofBad) {

		List<Long> good() {
			return sorted(this.ofGood);
		}

		List<Long> bad() {
			return sorted(this.ofBad);
		}

		private static List<Long> sorted(Collection<Long> times) {
			List<Long> sorted = new ArrayList<>(times);
			Collections.sort(sorted);
			return sorted;
		}

	}

}
