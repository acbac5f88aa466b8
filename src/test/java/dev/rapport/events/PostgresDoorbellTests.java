package dev.rapport.events;

import io.r2dbc.spi.ConnectionFactory;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import dev.rapport.StatementLog;
import dev.rapport.Tenants.Tenant;

import static org.assertj.core.api.Assertions.assertThat;

final class PostgresDoorbellTests extends DoorbellContract {

	@Autowired
	ConnectionFactory pool;

	@Autowired
	EventLog log;

	@Override
	Line line() {
		return new PostgresLine(DoorbellConfiguration.direct(this.pool, ""));
	}

	@Override
	void interrupt() {
		assertThat(this.tenants.owner()
			.queryForList("select pg_terminate_backend(pid) from pg_stat_activity where application_name = ?",
					Boolean.class, PostgresLine.NAME))
			.hasSizeGreaterThan(1);
	}

	@Override
	void mend() {
		// the server takes new connections all the time
	}

	@Test
	void notifiesInNoTransactionOfOurs() {
		Tenant some = this.tenants.found();
		StatementLog.clear();
		new Writers(this.log, this.database).write(some, 20, 4).block(Writers.PATIENCE);
		assertThat(StatementLog.statements()).isNotEmpty().noneMatch((sql) -> sql.toLowerCase().contains("notify"));
		assertThat(this.tenants.owner()
			.queryForObject(
					"select count(*) from pg_stat_activity where application_name = ? and state like '%transaction%'",
					Integer.class, PostgresLine.NAME))
			.isZero();
	}

}
