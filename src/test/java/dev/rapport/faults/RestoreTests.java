package dev.rapport.faults;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import dev.rapport.RapportTest;
import dev.rapport.embedded.OwnServer;
import dev.rapport.web.SocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Fault F17: the database is restored to an earlier state. */
@RapportTest
@Tag("faults")
@Timeout(300)
final class RestoreTests {

	@Autowired
	ApplicationContext application;

	@Test
	void tellsEverybodyAndSendsNothingAgain(@TempDir Path directory) {
		History history = new History();
		try (Mailbox mailbox = new Mailbox(history);
				OwnServer server = OwnServer.found(directory.resolve("primary")).start();
				Site site = new Site(this.application, server.owner(), server.settings(server.port()))) {
			mailbox.subscribe(site.wire());
			site.write(10);
			Workload.eventually(() -> history.posts().size() >= 10, () -> "posts: " + history.posts());
			String early = site.cursor();
			server.stop();
			OwnServer restored = server.copy(directory.resolve("restored"));
			server.start();
			site.write(10);
			Workload.eventually(() -> history.posts().size() >= 20, () -> "posts: " + history.posts());
			String late = site.cursor();
			site.instance().stop();
			server.kill();
			try (restored; Site again = site.beside(restored(restored))) {
				try (SocketClient one = again.follow(early); SocketClient two = again.follow(late)) {
					assertThat(List.of(Site.ended(one), Site.ended(two))).containsOnly("CURSOR_EPOCH_CHANGED");
				}
				int sent = history.posts().size();
				again.write(15);
				Workload.eventually(() -> "PAUSED EVENTS_LOST".equals(restored.owner()
					.queryForObject("select status || ' ' || reason from webhook_subscription where tenant_id = ?",
							String.class, again.tenant().id().value())),
						() -> "the webhook is paused");
				assertThat(history.posts()).as("nothing is sent until somebody decides").hasSize(sent);
				try (SocketClient fresh = again.follow(again.cursor())) {
					again.write(2);
					Site.caughtUp(fresh, 2);
				}
			}
		}
	}

	/** As from a base backup: recovery ends with a timeline of its own. */
	private static Map<String, String> restored(OwnServer server) {
		return server.signal("recovery.signal")
			.start("restore_command=false", "recovery_target_action=promote")
			.settings(server.port());
	}

}
