package dev.rapport.search;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;

import javax.sql.DataSource;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;

import static org.assertj.core.api.Assertions.assertThat;

/** Row-level security must not keep the search from its indexes. */
@RapportTest
@NullUnmarked
class SearchPlanTests {

	private static final int ROWS = 20_000;

	/** Enough runs for PostgreSQL to settle on a plan that does not know the question. */
	private static final int RUNS = 8;

	private static final String FILL = """
			insert into customer (tenant_id, id, number, version, kind, status, name, contact_points, contact_text, addresses,
			  external_ids, tags, created_at, created_by, updated_at, updated_by)
			select ?, gen_random_uuid(), 'X-' || lpad(n::text, 6, '0'), 1, 'ORGANIZATION', 'PROSPECT',
			  'Company ' || md5(n::text), '[]', '+86138' || lpad(n::text, 8, '0'), '[]', '[]', '{}', now(), ?, now(), ?
			from generate_series(1, ?) n
			""";

	private static final String FIND = "select title from search_all(?, '{CUSTOMER,CONTACT,OPPORTUNITY,TICKET}', 20)";

	private static final String SCANS = """
			select (select idx_scan from pg_stat_user_indexes where indexrelname = 'customer_grams') as used,
			  (select seq_scan from pg_stat_user_tables where relname = 'customer') as passed
			""";

	@Autowired
	Tenants tenants;

	@Test
	void findsAmongManyByTheIndexEvenIfAllOfThemMatch() throws SQLException {
		Tenants.Tenant tenant = this.tenants.found();
		DataSource source = Objects.requireNonNull(this.tenants.owner().getDataSource());
		try (Connection connection = source.getConnection()) {
			JdbcTemplate owner = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
			owner.queryForList("select set_config('app.tenant', ?, false)", tenant.id().toString());
			owner.update(FILL, tenant.id().value(), tenant.ann(), tenant.ann(), ROWS);
			owner.execute("analyze customer");
			Map<String, Object> before = scans(owner);
			for (int i = 0; i < RUNS; i++) {
				assertThat(owner.queryForList(FIND, String.class, "X-001234")).hasSize(1);
				assertThat(owner.queryForList(FIND, String.class, "138 0001 9876")).hasSize(1);
				assertThat(owner.queryForList(FIND, String.class, "company")).hasSize(20);
			}
			Map<String, Object> after = scans(owner);
			assertThat((Long) after.get("used")).isGreaterThanOrEqualTo((Long) before.get("used") + 3 * RUNS);
			assertThat(after.get("passed")).isEqualTo(before.get("passed"));
		}
	}

	private static Map<String, Object> scans(JdbcTemplate owner) {
		owner.execute("select pg_stat_force_next_flush()");
		return owner.queryForMap(SCANS);
	}

}
