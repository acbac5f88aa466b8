package dev.rapport.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The schema on a server of one's own, whose owner is no superuser. */
final class SchemaOwnerTests {

	private static final String OWNER = "crm_owner";

	@TempDir
	private Path temporary;

	@Test
	void needsNoSuperuser() {
		EmbeddedDatabase server = EmbeddedDatabase.in(this.temporary.resolve("home"), false);
		try {
			Map<String, Object> properties = server.properties();
			String url = String.valueOf(properties.get("spring.flyway.url"));
			JdbcTemplate superuser = connect(url, EmbeddedDatabase.OWNER, properties.get("spring.flyway.password"));
			superuser.execute("create role " + OWNER + " login createrole nosuperuser nobypassrls password 'secret'");
			superuser.execute("create database crm owner " + OWNER);
			String crm = url.replaceAll("/[^/]+$", "/crm");
			Flyway.configure()
				.dataSource(crm, OWNER, "secret")
				.placeholders(Map.of("appRole", EmbeddedDatabase.APP_ROLE))
				.load()
				.migrate();
			JdbcTemplate owner = connect(crm, OWNER, "secret");
			JdbcTemplate app = connect(crm, EmbeddedDatabase.APP_ROLE, properties.get("spring.r2dbc.password"));
			foundsTenants(owner, app);
			keepsTheLogInOrder(owner, app);
			hidesTheLogFromTheOwner(owner);
		}
		finally {
			server.stop();
		}
	}

	private static void foundsTenants(JdbcTemplate owner, JdbcTemplate app) {
		UUID tenant = UUID.randomUUID();
		owner.queryForList("select found_tenant(?, 'acme', 'Acme', 'urn:issuer')", tenant);
		UUID member = UUID.randomUUID();
		bind(app, tenant);
		app.update("""
				insert into member (tenant_id, id, version, name, locale, subject, active, created_at, created_by,
				  updated_at, updated_by) values (?, ?, 1, 'Ann', 'en', 'ann', true, now(), ?, now(), ?)
				""", tenant, member, member, member);
		app.execute("reset app.tenant");
		assertThat(app.queryForMap("select tenant_id from find_member('urn:issuer', 'acme', 'ann')"))
			.containsEntry("tenant_id", tenant);
		assertThat(app.queryForList("select from member")).isEmpty();
		bind(app, tenant);
		assertThat(app.queryForList("select search_member('nn') as id", UUID.class)).containsExactly(member);
	}

	private static void keepsTheLogInOrder(JdbcTemplate owner, JdbcTemplate app) {
		UUID tenant = app.queryForObject("select tenant_id from event_head", UUID.class);
		String today = owner.queryForObject(
				"select 'event_log_' || to_char((now() at time zone 'utc')::date, 'YYYYMMDD')", String.class);
		owner.execute("drop table " + today);
		String event = """
				insert into event_log (tenant_id, position, recorded_on, event_id, aggregate_type, aggregate_id,
				  aggregate_version, type, changed_fields, before, after, derived, occurred_at, actor_kind, actor_id, client,
				  correlation_id)
				values (?, ?, (now() at time zone 'utc')::date - ?, gen_random_uuid(), 'Note', gen_random_uuid(), 1,
				  'Written', '{}', '{}', '{}', false, now(), 'USER', gen_random_uuid(), 'test', 'test')
				""";
		app.update(event, tenant, 1, 0);
		app.update(event, tenant, 2, 30);
		app.execute("call maintain_event_log(7, 9)");
		assertThat(app.queryForList("select position from event_log", Long.class)).containsExactly(1L);
		assertThat(owner.queryForObject("select to_regclass(?) is null", Boolean.class, today))
			.as("a day that began in the default partition stays there")
			.isTrue();
		assertThat(app.queryForObject("select forget_idempotency_keys(10)", Long.class)).isZero();
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> app.execute("select from event_log_default"));
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> app.execute("delete from event_log"));
	}

	/**
	 * Where each log ends is known to the owner, as it takes part in the role that looks
	 * for webhooks that are due; what stands in the logs is not.
	 */
	private static void hidesTheLogFromTheOwner(JdbcTemplate owner) {
		assertThat(owner.queryForList("select from event_log")).isEmpty();
	}

	private static void bind(JdbcTemplate app, UUID tenant) {
		app.queryForList("select set_config('app.tenant', ?, false)", tenant.toString());
	}

	private static JdbcTemplate connect(String url, String user, @Nullable Object password) {
		return new JdbcTemplate(new SingleConnectionDataSource(url, user, String.valueOf(password), true));
	}

}
