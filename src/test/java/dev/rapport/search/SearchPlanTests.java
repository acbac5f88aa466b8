package dev.rapport.search;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import javax.sql.DataSource;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

	/** Of each table. */
	private static final int MANY = 8_000;

	private static final int FEW = 50;

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

	/** What fills each table with rows that all have a word in common. */
	private static final Map<String, String> FILLS = Map.of("customer",
			"""
					insert into customer (tenant_id, id, number, version, kind, status, name, contact_points, contact_text, addresses,
					  external_ids, tags, created_at, created_by, updated_at, updated_by)
					select t.id, gen_random_uuid(), 'X-' || n, 1, 'ORGANIZATION', 'PROSPECT', 'Company ' || md5(n::text), '[]', '',
					  '[]', '[]', '{}', now(), t.id, now(), t.id
					from (select ?::uuid) t(id), generate_series(100000, 99999 + ?) n
					""",
			"contact",
			"""
					insert into contact (tenant_id, id, number, version, name, contact_points, contact_text, tags, created_at, created_by,
					  updated_at, updated_by)
					select t.id, gen_random_uuid(), 'X-' || n, 1, 'Company ' || md5(n::text), '[]', '', '{}', now(), t.id, now(), t.id
					from (select ?::uuid) t(id), generate_series(100000, 99999 + ?) n
					""",
			"opportunity",
			"""
					with line as (
					  insert into pipeline (tenant_id, id, version, name, created_at, created_by, updated_at, updated_by)
					  select t.id, t.id, 1, 'Sales', now(), t.id, now(), t.id from (select ?::uuid) t(id) returning id),
					first as (
					  insert into stage (tenant_id, id, pipeline_id, place, key, name, category, probability, gates)
					  select id, id, id, 1, 'first', 'First', 'OPEN', 10, '{}' from line returning id)
					insert into opportunity (tenant_id, id, number, version, name, forecast_category, lines, contact_roles, tags,
					  pipeline_id, stage_id, category, probability, stage_entered_at, reopen_count, created_at, created_by, updated_at,
					  updated_by)
					select t.id, gen_random_uuid(), 'X-' || n, 1, 'Company ' || md5(n::text), 'PIPELINE', '[]', '[]', '{}', t.id, t.id,
					  'OPEN', 10, now(), 0, now(), t.id, now(), t.id
					from first t, generate_series(100000, 99999 + ?) n
					""",
			"ticket",
			"""
					insert into ticket (tenant_id, id, number, version, subject, priority, type, channel, tags, status, status_since,
					  reopen_count, created_at, created_by, updated_at, updated_by)
					select t.id, gen_random_uuid(), 'X-' || n, 1, 'Company ' || md5(n::text), 'LOW', 'QUESTION', 'EMAIL', '{}', 'NEW',
					  now(), 0, now(), t.id, now(), t.id
					from (select ?::uuid) t(id), generate_series(100000, 99999 + ?) n
					""");

	private static final String VISITS = """
			select s.seq_tup_read + s.idx_tup_fetch as rows, i.idx_scan as scans
			from pg_stat_user_tables s join pg_stat_user_indexes i using (relid)
			where s.relname = ? and i.indexrelname = s.relname || '_grams'
			""";

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

	@ParameterizedTest
	@ValueSource(strings = { "customer", "contact", "opportunity", "ticket" })
	void visitsTheRowsOfItsTenantThatMayMatchAndNoOthers(String table) throws SQLException {
		DataSource source = Objects.requireNonNull(this.tenants.owner().getDataSource());
		try (Connection connection = source.getConnection()) {
			JdbcTemplate owner = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
			fill(owner, table, MANY);
			assertThat(visited(owner, table, "company", MANY)).isEqualTo(MANY);
			assertThat(visited(owner, table, "X-101234", 1)).isLessThan(MANY / 50);
			fill(owner, table, FEW);
			assertThat(visited(owner, table, "company", FEW)).as("beside a tenant of many rows").isEqualTo(FEW);
			assertThat(visited(owner, table, "c", FEW)).as("for a part too short to narrow").isEqualTo(FEW);
		}
	}

	private void fill(JdbcTemplate owner, String table, int rows) {
		UUID tenant = this.tenants.found().id().value();
		owner.queryForList("select set_config('app.tenant', ?, false)", tenant.toString());
		owner.update(Objects.requireNonNull(FILLS.get(table)), tenant, rows);
		owner.execute("vacuum analyze " + table);
	}

	/** How many rows one search visits, always by the index on the grams. */
	private static long visited(JdbcTemplate owner, String table, String part, int matches) {
		Map<String, Object> before = visits(owner, table);
		for (int i = 0; i < RUNS; i++) {
			assertThat(owner.queryForObject("select count(*) from search_" + table + "(?)", Integer.class, part))
				.isEqualTo(matches);
		}
		Map<String, Object> after = visits(owner, table);
		assertThat((Long) after.get("scans")).as("uses of the index").isEqualTo((Long) before.get("scans") + RUNS);
		return ((Long) after.get("rows") - (Long) before.get("rows")) / RUNS;
	}

	private static Map<String, Object> visits(JdbcTemplate owner, String table) {
		owner.execute("select pg_stat_force_next_flush()");
		return owner.queryForMap(VISITS, table);
	}

	private static Map<String, Object> scans(JdbcTemplate owner) {
		owner.execute("select pg_stat_force_next_flush()");
		return owner.queryForMap(SCANS);
	}

}
