package dev.rapport.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import dev.rapport.RapportTest;
import dev.rapport.Wire;
import dev.rapport.embedded.OwnServer;
import dev.rapport.web.SocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Faults F3, F3a and F4: the primary is lost, and the standby takes over. */
@RapportTest
@Tag("faults")
@Timeout(300)
final class FailoverTests {

	private static final int BEFORE = 20;

	/** Acknowledged writes that never reach the standby. */
	private static final int LOST = 15;

	private static final Workload.Load LOAD = new Workload.Load(4, 2, 5, Duration.ofMillis(20), Duration.ofSeconds(5),
			1);

	@Autowired
	ApplicationContext application;

	/** F3: whatever was answered is there, and every stream goes on where it was. */
	@Test
	void losesNothingWithASynchronousStandby(@TempDir Path directory) {
		try (Pair pair = new Pair(directory, true);
				Site site = new Site(this.application, pair.first().owner(), settings(pair, true));
				Workload clients = site.clients(LOAD)) {
			clients.progress(60);
			long begun = System.nanoTime();
			pair.failOver();
			clients.progress(1);
			double back = (System.nanoTime() - begun) / 1e9;
			clients.progress(60);
			Verdict verdict = clients.finish(pair.second().owner(), List.of());
			System.out.printf("F3: writes after %.1f s, %,d acknowledged, %d left open%n%s", back,
					clients.history().acknowledged(), clients.history().open(), verdict);
			assertThat(verdict.count()).as(verdict.toString()).isZero();
		}
	}

	/** F3a: what is lost is lost, but nobody takes the new log for the old one. */
	@Test
	void tellsEverybodyThatEventsWereLostWithAnAsynchronousStandby(@TempDir Path directory) {
		try (Pair pair = new Pair(directory, false);
				Site site = new Site(this.application, pair.first().owner(), settings(pair, false));
				SocketClient live = site.follow(site.cursor())) {
			site.write(BEFORE);
			Site.caughtUp(live, BEFORE);
			String early = site.cursor();
			Workload.eventually(() -> events(pair.second(), site) == BEFORE, () -> "the standby has it");
			pair.stall();
			site.write(LOST);
			String ahead = Site.caughtUp(live, LOST);
			long begun = System.nanoTime();
			pair.failOver();
			assertThat(Site.ended(live)).as("the live stream").isEqualTo("CURSOR_EPOCH_CHANGED");
			System.out.printf("F3a: told after %.1f s, %d of %d acknowledged writes lost%n",
					(System.nanoTime() - begun) / 1e9, LOST, BEFORE + LOST);
			assertThat(events(pair.second(), site)).as("events on the new primary").isEqualTo(BEFORE);
			site.write(LOST + 5);
			for (String old : List.of(early, ahead)) {
				try (SocketClient resumed = site.follow(old)) {
					assertThat(Site.ended(resumed)).isEqualTo("CURSOR_EPOCH_CHANGED");
				}
				assertThat(site.wire()
					.ask("query($c: EventCursor) { events(after: $c) { nodes { cursor } } }", Map.of("c", old))
					.code()).isEqualTo("CURSOR_EPOCH_CHANGED");
			}
			try (SocketClient again = site.follow(site.cursor())) {
				site.write(3);
				Site.caughtUp(again, 3);
			}
		}
	}

	/** F4: an instance that has seen the new primary takes the old one for dead. */
	@Test
	void writesNothingToAnOldPrimaryThatComesBack(@TempDir Path directory) {
		try (Pair pair = new Pair(directory, true);
				Site site = new Site(this.application, pair.first().owner(), settings(pair, true))) {
			site.write(5);
			pair.failOver();
			site.write(5);
			pair.first().start("synchronous_standby_names=");
			for (int i = 0; i < 10; i++) {
				pair.second()
					.owner()
					.queryForList(
							"select pg_terminate_backend(pid) from pg_stat_activity where usename = 'rapport_app'");
				Wire.Answer answer = site.attempt();
				assertThat(answer.code()).as(answer.text()).isIn("", "SERVICE_UNAVAILABLE", "INTERNAL_ERROR");
			}
			assertThat(events(pair.first(), site)).as("events on the old primary").isEqualTo(5);
			pair.first().kill();
			site.write(5);
			assertThat(events(pair.second(), site)).isGreaterThanOrEqualTo(15);
		}
	}

	private static int events(OwnServer server, Site site) {
		Integer events = server.owner()
			.queryForObject("select count(*) from event_log where tenant_id = ?", Integer.class,
					site.tenant().id().value());
		return (events == null) ? 0 : events;
	}

	private static Map<String, String> settings(Pair pair, boolean lossless) {
		Map<String, String> settings = new HashMap<>(pair.settings());
		settings.put("rapport.events.lossless-failover", String.valueOf(lossless));
		return settings;
	}

}
