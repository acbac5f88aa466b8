package dev.rapport.events;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.LongStream;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actors;

import static org.assertj.core.api.Assertions.assertThat;

/** Fault F16: a transaction that writes and does not end holds back no event. */
@RapportTest
final class LongTransactionTests {

	private static final int EVENTS = 50;

	@Autowired
	Tenants tenants;

	@Autowired
	EventLog log;

	@Autowired
	TenantDatabase database;

	@Autowired
	EventStream stream;

	@Test
	void deliversBesideATransactionThatDoesNotEnd() throws Exception {
		Tenant tenant = this.tenants.found();
		Writers writers = new Writers(this.log, this.database);
		EventCursor begin = writers.cursor(tenant);
		DataSource owner = this.tenants.owner().getDataSource();
		assertThat(owner).isNotNull();
		try (Connection connection = owner.getConnection(); Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			// a transaction id that is older than those of all events below
			statement.execute("select pg_current_xact_id()");
			statement.execute("create table held (n int)");
			writers.write(tenant, EVENTS).block(Writers.PATIENCE);
			assertThat(this.stream.after(begin)
				.contextWrite(Actors.with(tenant.actor()))
				.map((event) -> event.event().position())
				.take(EVENTS)
				.collectList()
				.block(Duration.ofSeconds(20))).isEqualTo(LongStream.rangeClosed(1, EVENTS).boxed().toList());
			connection.rollback();
		}
	}

}
