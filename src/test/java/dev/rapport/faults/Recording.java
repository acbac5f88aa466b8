package dev.rapport.faults;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import dev.rapport.Tenants.Tenant;
import dev.rapport.Wire;
import dev.rapport.instances.FaultProxy;

/**
 * A small real history: writes that are followed, a broken connection, writes meanwhile,
 * writes after it. A seeded bug may lie between the service and the history.
 */
final class Recording {

	private static final Duration NO_PAUSE = Duration.ZERO;

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final History history = new History();

	private final Tenant tenant;

	private final String token;

	private final int port;

	private final Bug bug;

	private Recording(Tenant tenant, String token, int port, Bug bug) {
		this.tenant = tenant;
		this.token = token;
		this.port = port;
		this.bug = bug;
	}

	/** What happened, and what PostgreSQL has of it. */
	static Recorded of(Tenant tenant, String token, int port, Bug bug) {
		return new Recording(tenant, token, port, bug).record();
	}

	private Recorded record() {
		String beginning = new Wire(this.port, this.token).ask("{ eventCursor }", Map.of())
			.json()
			.at("/data/eventCursor")
			.asString();
		try (FaultProxy proxy = new FaultProxy(this.port); HttpClient http = HttpClient.newHttpClient()) {
			Workload.Marks marks = new Workload.Marks(Scene.canary(this.tenant.id().value()));
			Writer writer = writer(marks, "");
			Subscriber.Place place = new Subscriber.Place(http, proxy.port(), this.token);
			try (Subscriber subscriber = new Faulty(place, beginning, this.history, this.bug)) {
				subscriber.start();
				write(writer, 20);
				caughtUp();
				proxy.refuse(true);
				proxy.reset();
				write(writer, 6);
				proxy.refuse(false);
				if (this.bug == Bug.ACKNOWLEDGES_BEFORE_COMMIT) {
					writer(marks, "@dryRun").once();
				}
				write(writer, 6);
				writtenAndHeard(writer);
			}
			http.shutdownNow();
		}
		return new Recorded(this.history, state());
	}

	private Writer writer(Workload.Marks marks, String directive) {
		return new Writer(new Caller(this.port, this.token), this.history, marks,
				new Workload.Pace(1, NO_PAUSE, PATIENCE, 1), directive);
	}

	private static void write(Writer writer, int times) {
		for (int i = 0; i < times; i++) {
			writer.once();
		}
	}

	private void caughtUp() {
		Workload.eventually(this::hasLast, () -> "the last event was not heard");
	}

	/** A subscriber that begins now hears only what is written later. */
	private void writtenAndHeard(Writer writer) {
		Workload.eventually(() -> {
			writer.once();
			Workload.pause(Duration.ofMillis(300));
			return hasLast();
		}, () -> "the last event was not heard");
	}

	private boolean hasLast() {
		List<History.Delivery> heard = this.history.deliveries();
		return !heard.isEmpty() && Objects.equals(heard.getLast().event(), state().log().getLast().event());
	}

	private FinalState state() {
		return FinalState.read(this.tenant.tenants().owner(), this.tenant.id().value());
	}

	/** The bugs that the checker has to find. */
	enum Bug {

		NONE, DROPS_ONE, SWAPS_TWO, REPEATS_WITHOUT_ID, SKIPS_ON_RECONNECT, ACKNOWLEDGES_BEFORE_COMMIT

	}

	/** A history and what PostgreSQL has. */
	record Recorded(History history, FinalState state) {
	}

	/** A subscriber behind a layer with a bug, which shows with the fifth event. */
	private static final class Faulty extends Subscriber {

		private static final int FIFTH = 5;

		private final AtomicInteger count = new AtomicInteger();

		private final Bug bug;

		private @Nullable JsonNode held;

		Faulty(Place place, String beginning, History history, Bug bug) {
			super(place, "faulty", 1, beginning, history);
			this.bug = bug;
		}

		@Override
		void receive(JsonNode change, Consumer<JsonNode> program) {
			boolean fifth = !change.path("kind").asString().equals("HEARTBEAT")
					&& this.count.incrementAndGet() == FIFTH;
			if (fifth && this.bug == Bug.SWAPS_TWO) {
				this.held = change;
				return;
			}
			if (!fifth || this.bug != Bug.DROPS_ONE) {
				program.accept(change);
			}
			if (fifth && this.bug == Bug.REPEATS_WITHOUT_ID) {
				program.accept(((ObjectNode) change.deepCopy()).putNull("eventId"));
			}
			if (this.held != null) {
				program.accept(this.held);
				this.held = null;
			}
		}

		@Override
		@Nullable String resumeBehind(String cursor, int connection) {
			return (this.bug == Bug.SKIPS_ON_RECONNECT && connection > 0) ? null : cursor;
		}

	}

}
