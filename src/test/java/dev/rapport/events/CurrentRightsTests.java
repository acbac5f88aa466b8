package dev.rapport.events;

import java.sql.Connection;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Rights;

import static org.assertj.core.api.Assertions.assertThat;

@RapportTest
final class CurrentRightsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	@Autowired
	Tenants tenants;

	@Autowired
	CurrentRights rights;

	/** The answer is kept back until both wait for it; then the first is busy with it. */
	@Test
	void letsNobodyWaitForWhatAnotherDoesWithTheAnswer() throws Exception {
		Tenant tenant = this.tenants.found();
		Actor caller = tenant.actor(tenant.hire("rex", null, "REP"));
		CountDownLatch busy = new CountDownLatch(1);
		CompletableFuture<Rights> first;
		CompletableFuture<Rights> second;
		try (Connection owner = Objects.requireNonNull(this.tenants.owner().getDataSource()).getConnection()) {
			owner.setAutoCommit(false);
			owner.createStatement().execute("lock table member in access exclusive mode");
			first = this.rights.of(caller).doOnNext((found) -> linger(busy)).toFuture();
			second = this.rights.of(caller).toFuture();
			owner.rollback();
		}
		try {
			assertThat(second.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
			assertThat(first).isNotDone();
		}
		finally {
			busy.countDown();
		}
		assertThat(first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
	}

	/** Without sleeping, which threads of the service must not. */
	private static void linger(CountDownLatch busy) {
		long end = System.nanoTime() + PATIENCE.toNanos();
		while (busy.getCount() > 0 && System.nanoTime() < end) {
			Thread.onSpinWait();
		}
	}

}
