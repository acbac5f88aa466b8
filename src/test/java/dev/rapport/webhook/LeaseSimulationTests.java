package dev.rapport.webhook;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Mono;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.kernel.NodeId;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.Rights;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three processes that send one webhook, all by one seed: they take it, read, send, fail,
 * die, and wake up long after their lease. Time is virtual: it passes by moving back
 * whatever the database knows to come. A seed that fails is printed; run it alone with
 * {@code -Dsimulation.seed=}.
 */
@RapportTest
@Timeout(120)
final class LeaseSimulationTests {

	private static final int SEEDS = Integer.getInteger("simulation.leases", 2);

	private static final int STEPS = 150;

	private static final int PROCESSES = 3;

	private static final Duration LEASE = Duration.ofSeconds(30);

	/** Longer than the simulation takes, so real time ends no lease. */
	private static final Duration HOUR = Duration.ofHours(1);

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	@Autowired
	Tenants tenants;

	@Autowired
	WorkRepository work;

	@Autowired
	Intake intake;

	@Autowired
	Owners owners;

	@Autowired
	Clock clock;

	@Test
	void sendsEverythingInOrderWhoeverHoldsTheLease() {
		long only = Long.getLong("simulation.seed", 0);
		for (long seed = Math.max(1, only); seed <= ((only == 0) ? SEEDS : only); seed++) {
			new Simulation(seed).run();
		}
	}

	/** What one process believes. */
	private static final class Sending {

		private @Nullable Long fence;

		private @Nullable Work work;

		private List<WebhookDelivery> batch = List.of();

		void forget() {
			this.fence = null;
			this.work = null;
			this.batch = List.of();
		}

	}

	/** One world, in which everything is decided by its seed. */
	private final class Simulation {

		private final Hooks hooks = Hooks.of(LeaseSimulationTests.this.tenants.found());

		private final WebhookSubscriptionId webhook = new WebhookSubscriptionId(
				NodeId.decode(WebhookSubscriptionId.PREFIX,
						this.hooks.subscribe("http://127.0.0.1:9/", List.of("Customer"), List.of("name")).id()));

		private final List<Sending> processes = new ArrayList<>();

		private final List<String> customers = new ArrayList<>();

		private final Map<UUID, Long> reached = new HashMap<>();

		private final Set<UUID> taken = new HashSet<>();

		private final RetrySchedule schedule;

		private final Random random;

		private final long seed;

		private boolean calm;

		/** Virtual time, the newest fence, and until when it holds. */
		private Duration now = Duration.ZERO;

		private long newest;

		private Duration heldUntil = Duration.ZERO;

		Simulation(long seed) {
			this.seed = seed;
			this.random = new Random(seed);
			this.schedule = new RetrySchedule(new Random(seed));
			for (int i = 0; i < PROCESSES; i++) {
				this.processes.add(new Sending());
			}
		}

		void run() {
			for (int i = 0; i < STEPS; i++) {
				step(this.processes.get(this.random.nextInt(PROCESSES)));
			}
			this.calm = true;
			settle();
			List<UUID> written = LeaseSimulationTests.this.tenants.owner()
				.query("select event_id from event_log where tenant_id = ? and aggregate_type = 'Customer'",
						(row, number) -> row.getObject(1, UUID.class), tenant());
			assertThat(this.taken).as("seed %d", this.seed).containsExactlyInAnyOrderElementsOf(written);
		}

		private void step(Sending process) {
			switch (this.random.nextInt(9)) {
				case 0 -> write();
				case 1 -> pass(Duration.ofSeconds(this.random.nextInt(40)));
				case 2 -> process.forget();
				case 3 -> release(process);
				case 4, 5 -> claim(process);
				case 6 -> read(process);
				default -> send(process, this.random.nextInt(4) > 0);
			}
		}

		private void write() {
			if (this.customers.isEmpty() || this.random.nextInt(3) == 0) {
				this.customers.add(this.hooks.customer("n"));
			}
			else {
				this.hooks.rename(this.customers.get(this.random.nextInt(this.customers.size())),
						"n" + this.random.nextInt());
			}
		}

		private void claim(Sending process) {
			Long fence = run(LeaseSimulationTests.this.work.claim(this.webhook, LEASE.plus(HOUR)));
			assertThat(fence != null).as("seed %d: taken at %s, held until %s", this.seed, this.now, this.heldUntil)
				.isEqualTo(this.now.compareTo(this.heldUntil) >= 0);
			if (fence != null) {
				assertThat(fence).as("seed %d", this.seed).isGreaterThan(this.newest);
				this.newest = fence;
				this.heldUntil = this.now.plus(LEASE);
				process.forget();
				process.fence = fence;
			}
		}

		/**
		 * As a round does: looks whether it still has it, reads on, looks what is due.
		 */
		private void read(Sending process) {
			if (process.fence == null) {
				return;
			}
			Work loaded = run(
					LeaseSimulationTests.this.work.load(this.hooks.tenant().id(), this.webhook, process.fence));
			assertThat(loaded != null).as("seed %d: fence %s of %s", this.seed, process.fence, this.newest)
				.isEqualTo(holds(process.fence) && this.now.compareTo(this.heldUntil) < 0);
			if (loaded != null) {
				Assignment assignment = run(LeaseSimulationTests.this.owners.of(loaded));
				assertThat(assignment).isNotNull();
				run(LeaseSimulationTests.this.intake.read(loaded, assignment.owner()));
				process.work = loaded;
				List<WebhookDelivery> due = run(LeaseSimulationTests.this.work.waiting(this.webhook, 10));
				process.batch = (due == null) ? List.of() : due;
			}
		}

		/** Sends the first of what it found, and may die before it notes that. */
		private void send(Sending process, boolean success) {
			if (process.work == null || process.batch.isEmpty()) {
				return;
			}
			WebhookDelivery first = process.batch.getFirst();
			if (success) {
				receive(first);
			}
			if (!this.calm && this.random.nextInt(10) == 0) {
				process.forget();
				return;
			}
			Instant at = LeaseSimulationTests.this.clock.instant();
			Outcome outcome = success ? new Outcome(null, 204, null, Duration.ZERO, null)
					: Outcome.failed(DeliveryError.TIMEOUT);
			Optional<Instant> noted = run(LeaseSimulationTests.this.work.conclude(process.work,
					Verdict.of(first, outcome, this.schedule, at)));
			if (!holds(process.work.fence())) {
				assertThat(noted).as("seed %d: a claim that is over notes nothing", this.seed).isNull();
			}
			// what failed holds back the others of its record, and who lost it stops
			process.batch = (noted == null) ? List.of()
					: process.batch.stream()
						.skip(1)
						.filter((next) -> success || !next.recordUuid().equals(first.recordUuid()))
						.toList();
		}

		private void receive(WebhookDelivery delivery) {
			if (this.taken.add(delivery.eventId())) {
				Long before = this.reached.put(delivery.recordUuid(), delivery.position());
				assertThat(delivery.position()).as("seed %d: the order of a record", this.seed)
					.isGreaterThan((before == null) ? 0 : before);
			}
		}

		private void release(Sending process) {
			if (process.fence != null) {
				run(LeaseSimulationTests.this.work.release(this.webhook, process.fence, Duration.ofMillis(-1)));
				if (holds(process.fence)) {
					this.heldUntil = this.now;
				}
				process.forget();
			}
		}

		private boolean holds(long fence) {
			return fence == this.newest;
		}

		private void pass(Duration time) {
			boolean over = this.now.compareTo(this.heldUntil) < 0 && this.now.plus(time).compareTo(this.heldUntil) >= 0;
			this.now = this.now.plus(time);
			if (over) {
				LeaseSimulationTests.this.tenants.owner()
					.update("update webhook_progress set held_until = held_until - interval '2 hours' where tenant_id = ?",
							tenant());
			}
			LeaseSimulationTests.this.tenants.owner()
				.update("update webhook_delivery set next_attempt_at = next_attempt_at - make_interval(secs => ?) "
						+ "where tenant_id = ? and status = 'WAITING'", (double) time.toSeconds(), tenant());
		}

		/** All is well from now on: one process does what is left. */
		private void settle() {
			Sending last = this.processes.getFirst();
			for (int i = 0; i < PROCESSES; i++) {
				pass(Duration.ofDays(1));
				claim(last);
				read(last);
				read(last);
				while (!last.batch.isEmpty()) {
					send(last, true);
					read(last);
				}
			}
		}

		private UUID tenant() {
			return this.hooks.tenant().id().value();
		}

		private <T> @Nullable T run(Mono<T> step) {
			return step
				.contextWrite(Actors.with(new Actor(this.hooks.tenant().id(), Actor.Kind.SYSTEM, new UUID(0, 0),
						"webhooks", "webhooks", Rights.UNLIMITED)))
				.block(PATIENCE);
		}

	}

}
