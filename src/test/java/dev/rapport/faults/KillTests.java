package dev.rapport.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import dev.rapport.RapportTest;
import dev.rapport.Tenants.Tenant;

import static org.assertj.core.api.Assertions.assertThat;

/** Faults F1, F2, F6 and F7 for a short while, with everything checked: no violation. */
@RapportTest
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KillTests {

	private static final int BETWEEN = 30;

	private static final Workload.Load LOAD = new Workload.Load(4, 2, 10, Duration.ofMillis(20), Duration.ofSeconds(4),
			1);

	private Scene scene;

	@BeforeAll
	void start(@Autowired ApplicationContext application, @TempDir Path directory) {
		this.scene = new Scene(application, directory, Map.of());
	}

	@AfterAll
	void stop() {
		this.scene.close();
	}

	/** F1: clients go on with the other instance. */
	@Test
	void losesNothingWhenAnInstanceIsKilled() {
		assertThat(survives(Scene::killInstance)).as("reconnects").isPositive();
	}

	/** F2: the instances go on without a restart. */
	@Test
	void losesNothingWhenTheDatabaseIsKilled() {
		survives((scene) -> {
			scene.killDatabase(true, Duration.ZERO);
			scene.killDatabase(false, Duration.ofSeconds(1));
		});
	}

	/** F6 and F7: connections of clients and to the database break in the middle. */
	@Test
	void losesNothingWhenConnectionsBreak() {
		long reconnects = survives((scene) -> {
			for (int i = 0; i < 5; i++) {
				scene.databases().reset();
				scene.clients().reset();
				Workload.pause(Duration.ofMillis(300));
			}
			scene.clients().halfOpen();
			scene.clients().reset();
		});
		assertThat(reconnects).isPositive();
	}

	/** How often clients had to connect again. */
	private long survives(Consumer<Scene> fault) {
		Tenant one = this.scene.found();
		Tenant other = this.scene.found();
		try (Workload clients = clients(one); Workload others = clients(other)) {
			clients.progress(BETWEEN);
			fault.accept(this.scene);
			clients.progress(BETWEEN);
			others.progress(1);
			Verdict verdict = clients.finish(this.scene.owner(), List.of(canary(other)));
			verdict.add(others.finish(this.scene.owner(), List.of(canary(one))));
			verdict.add(this.scene.recovered(one));
			assertThat(verdict.count()).as(verdict.toString()).isZero();
			return clients.reconnects();
		}
	}

	private Workload clients(Tenant tenant) {
		return new Workload(this.scene.network(tenant), tenant.id().value(), canary(tenant), LOAD);
	}

	private static String canary(Tenant tenant) {
		return Scene.canary(tenant.id().value());
	}

}
