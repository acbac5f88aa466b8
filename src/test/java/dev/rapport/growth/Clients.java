package dev.rapport.growth;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import dev.rapport.Wire;

/** Clients that each ask again as soon as they have their answer. */
final class Clients implements AutoCloseable {

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final URI endpoint;

	private final String token;

	private final GrowthData data;

	private final Processes processes;

	Clients(int port, String token, GrowthData data, Processes processes) {
		this.endpoint = URI.create("http://127.0.0.1:" + port + "/graphql");
		this.token = token;
		this.data = data;
		this.processes = processes;
	}

	/**
	 * Asks so often that the service has compiled what it takes, for some time at most.
	 */
	void warm(Work work, int clients, int requests, Duration most) {
		long end = System.nanoTime() + most.toNanos();
		AtomicInteger begun = new AtomicInteger();
		ask(clients, () -> begun.getAndIncrement() < requests && System.nanoTime() < end, work);
	}

	/** Asks for a while, and tells what it took. */
	Cell ask(Work work, int clients, Duration length) {
		long end = System.nanoTime() + length.toNanos();
		Processes.Use before = this.processes.use();
		List<Cell.Asked> all = ask(clients, () -> System.nanoTime() < end, work);
		return Cell.of(work, this.data.records(), clients, all, this.processes.use().since(before));
	}

	private List<Cell.Asked> ask(int clients, BooleanSupplier more, Work work) {
		Collection<Cell.Asked> asked = new ConcurrentLinkedQueue<>();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<? extends Future<?>> all = IntStream.range(0, clients)
				.mapToObj((i) -> threads.submit(() -> ask(more, work, asked)))
				.toList();
			all.forEach(Clients::finished);
		}
		return List.copyOf(asked);
	}

	private static void finished(Future<?> client) {
		try {
			client.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void ask(BooleanSupplier more, Work work, Collection<Cell.Asked> asked) {
		do {
			byte[] request = Wire.JSON.writeValueAsBytes(work.request(this.data));
			long start = System.nanoTime();
			String answer = answer(request);
			boolean refused = answer.contains("\"code\":\"SERVICE_UNAVAILABLE\"");
			asked.add(new Cell.Asked(System.nanoTime() - start, refused));
			if (!refused && answer.contains("\"errors\":[{")) {
				throw new IllegalStateException(work + ": " + answer);
			}
		}
		while (more.getAsBoolean());
	}

	private String answer(byte[] body) {
		HttpRequest request = HttpRequest.newBuilder(this.endpoint)
			.header("Authorization", "Bearer " + this.token)
			.header("Content-Type", "application/json")
			.header("Accept", "application/graphql-response+json")
			.POST(HttpRequest.BodyPublishers.ofByteArray(body))
			.build();
		try {
			return this.http.send(request, HttpResponse.BodyHandlers.ofString()).body();
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.http.shutdownNow();
	}

}
