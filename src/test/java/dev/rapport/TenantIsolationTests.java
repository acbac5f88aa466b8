package dev.rapport;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The second wall: whatever a statement forgets, row-level security keeps each tenant's
 * rows from the others. Asks the database about every table that it has, so that a new
 * one can't be forgotten.
 */
@RapportTest
class TenantIsolationTests {

	private static final String TABLES = """
			select c.oid::regclass::text as name, c.relrowsecurity, c.relforcerowsecurity, c.relispartition,
			  has_table_privilege(:role, c.oid, 'select') as readable, pg_get_userbyid(c.relowner) as owner,
			  exists (select from pg_policy p where p.polrelid = c.oid
			    and pg_get_expr(p.polqual, p.polrelid) = '(tenant_id = ( SELECT app_tenant() AS app_tenant))'
			    and pg_get_expr(p.polwithcheck, p.polrelid) = '(tenant_id = ( SELECT app_tenant() AS app_tenant))') as policy
			from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
			where c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relnamespace = 'public'::regnamespace order by 1
			""";

	@Autowired
	Tenants tenants;

	@Autowired
	Environment environment;

	private Tenants.Tenant one;

	private Tenants.Tenant other;

	@BeforeEach
	void found() {
		this.one = furnished();
		this.other = furnished();
	}

	@Test
	void protectsEveryTableOfTenants() {
		List<Map<String, @Nullable Object>> tables = tables();
		assertThat(tables).extracting((table) -> table.get("name"))
			.contains("tenant", "member", "customer", "customer_external_id", "contact", "contact_link", "event_log",
					"event_head", "number_series");
		assertThat(tables).allSatisfy((table) -> {
			assertThat(table).containsEntry("relrowsecurity", true).containsEntry("relforcerowsecurity", true);
			assertThat(table.get("owner")).isNotEqualTo(role());
			boolean hiddenPartition = Boolean.TRUE.equals(table.get("relispartition"))
					&& Boolean.FALSE.equals(table.get("readable"));
			assertThat(hiddenPartition || Boolean.TRUE.equals(table.get("policy"))).as("policy of %s", table).isTrue();
		});
	}

	@Test
	void grantsNoTableWithoutATenantBeyondTheIncarnation() {
		assertThat(this.tenants.owner().queryForList("""
				select c.oid::regclass::text from pg_class c
				where c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relnamespace = 'public'::regnamespace
				  and has_table_privilege(?, c.oid, 'select,insert,update,delete')
				  and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id')
				""", String.class, role())).containsOnly("event_incarnation");
	}

	@Test
	void givesTheServiceARoleThatCannotClimbTheWall() {
		Map<String, @Nullable Object> role = this.tenants.owner().queryForMap("""
				select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
				  exists (select from pg_auth_members m where m.member = r.oid) as member
				from pg_roles r where rolname = ?""", role());
		assertThat(role.values()).containsOnly(false);
		Map<String, @Nullable Object> definer = this.tenants.owner()
			.queryForMap("select rolsuper, rolbypassrls, rolcanlogin from pg_roles where rolname = 'rapport_definer'");
		assertThat(definer.values()).containsOnly(false);
	}

	@Test
	void fixesTheSearchPathOfEveryFunctionThatClimbsIt() {
		assertThat(this.tenants.owner().queryForList("""
				select p.oid::regprocedure::text from pg_proc p
				where p.prosecdef and p.pronamespace = 'public'::regnamespace
				  and (p.proconfig is null or not 'search_path=public, pg_temp' = any(p.proconfig)
				    or has_function_privilege('public', p.oid, 'execute'))
				""", String.class)).isEmpty();
	}

	@Test
	void showsNoRowWithoutATenant() {
		asService((service) -> readable()
			.forEach((table) -> assertThat(count(service, "select count(*) from " + table)).as(table).isZero()));
	}

	@Test
	void showsOnlyTheRowsOfTheTenantThatIsBound() {
		asService((service) -> {
			bind(service, this.one);
			for (String table : readable()) {
				assertThat(rows(table, this.other)).as("rows in %s, for else this shows nothing", table).isPositive();
				assertThat(count(service, "select count(*) from " + table)).as(table)
					.isEqualTo(rows(table, this.one))
					.isPositive();
			}
		});
	}

	@Test
	void searchesOnlyTheRowsOfTheTenantThatIsBound() {
		List<String> searches = climbers().stream()
			.filter((name) -> name.startsWith("search_") && !Set.of("search_all", "search_sample").contains(name))
			.toList();
		assertThat(searches).hasSizeGreaterThanOrEqualTo(10);
		asService((service) -> {
			bind(service, this.one);
			for (String search : searches) {
				assertFound(search, service.queryForList("select * from " + search + "('acme')", UUID.class));
			}
			assertFound("search_all", service.queryForList("""
					select id from search_all('acme', '{CUSTOMER,CONTACT,OPPORTUNITY,TICKET}', 100)
					""", UUID.class));
		});
	}

	private void assertFound(String search, List<@Nullable UUID> found) {
		assertThat(found).as(search)
			.isNotEmpty()
			.isSubsetOf(ids(this.one))
			.doesNotContainAnyElementsOf(ids(this.other));
	}

	@Test
	void knowsEveryFunctionThatClimbsTheWall() {
		assertThat(climbers()).filteredOn((name) -> !name.startsWith("search_"))
			.containsExactlyInAnyOrder("find_member", "find_newcomer", "closed_tenant", "open_tenant",
					"forget_idempotency_keys", "forget_documents", "maintain_event_log", "event_epoch", "find_api_key",
					"due_webhooks", "forget_webhook_deliveries", "repair_opportunity_totals", "service_figures");
	}

	@Test
	void signsInToTheTenantThatIsNamedOnly() {
		asService((service) -> {
			String issuer = "urn:rapport:development";
			String found = "select member_id from find_member(?, ?, 'ann')";
			assertThat(service.queryForList(found, UUID.class, issuer, this.one.key())).containsExactly(this.one.ann());
			assertThat(service.queryForList(found, UUID.class, "https://other.example", this.one.key())).isEmpty();
			String newcomer = "select tenant_id from find_newcomer(?, ?, 'new', 'new@acme.example')";
			assertThat(service.queryForList(newcomer, UUID.class, issuer, this.one.key()))
				.containsExactly(this.one.id().value());
			assertThat(service.queryForList(newcomer, UUID.class, "https://other.example", this.one.key())).isEmpty();
		});
	}

	@Test
	void opensOnlyTheTenantThatIsBound() {
		String open = "select active from tenant where tenant_id = ?";
		asService((service) -> {
			assertThat(service.queryForObject("select closed_tenant(?)", UUID.class, this.one.key())).isNull();
			this.tenants.owner()
				.update("update tenant set active = false where tenant_id in (?, ?)", this.one.id().value(),
						this.other.id().value());
			assertThat(service.queryForObject("select closed_tenant(?)", UUID.class, this.one.key()))
				.isEqualTo(this.one.id().value());
			bind(service, this.one);
			service.queryForList("select open_tenant()");
		});
		assertThat(this.tenants.owner().queryForObject(open, Boolean.class, this.one.id().value())).isTrue();
		assertThat(this.tenants.owner().queryForObject(open, Boolean.class, this.other.id().value())).isFalse();
	}

	@Test
	void forgetsOnlyWhatIsPastItsTime() {
		asService((service) -> {
			bind(service, this.one);
			service.queryForList("select forget_idempotency_keys(1000)");
			service.queryForList("select forget_documents(1000)");
			service.execute("call maintain_event_log(30, 1)");
		});
		for (String table : List.of("idempotency_key", "trusted_document", "event_log")) {
			assertThat(rows(table, this.one)).as(table).isPositive();
			assertThat(rows(table, this.other)).as(table).isPositive();
		}
	}

	@Test
	void writesOnlyRowsOfTheTenantThatIsBound() {
		asService((service) -> {
			bind(service, this.one);
			UUID other = this.other.id().value();
			assertThat(service.update("update customer set name = 'stolen' where tenant_id = ?", other)).isZero();
			assertThat(service.update("delete from contact_link where tenant_id = ?", other)).isZero();
			assertThatExceptionOfType(DataAccessException.class)
				.isThrownBy(() -> service.update("insert into number_series values (?, 'X', 1)", other))
				.havingRootCause()
				.withMessageContaining("row-level security");
			assertThatExceptionOfType(DataAccessException.class)
				.isThrownBy(() -> service.update("update customer set tenant_id = ?", other))
				.havingRootCause()
				.withMessageContaining("row-level security");
		});
	}

	/** A tenant with rows in every table. */
	private Tenants.Tenant furnished() {
		Tenants.Tenant tenant = this.tenants.found();
		Furniture.of(tenant);
		return tenant;
	}

	/** The ids of all rows of a tenant. */
	private Set<UUID> ids(Tenants.Tenant tenant) {
		String union = this.tenants.owner()
			.queryForObject(
					"""
							select string_agg(format('select id from %I where tenant_id = $1', table_name), ' union ')
							from information_schema.columns where table_schema = 'public' and column_name = 'id'
							  and exists (select from information_schema.columns t
							    where t.table_schema = 'public' and t.table_name = columns.table_name and t.column_name = 'tenant_id')
							""",
					String.class);
		String sql = String.valueOf(union).replace("$1", "'" + tenant.id() + "'");
		return new HashSet<>(this.tenants.owner().queryForList(sql, UUID.class));
	}

	private List<String> climbers() {
		return this.tenants.owner()
			.queryForList("select proname from pg_proc where prosecdef and pronamespace = 'public'::regnamespace")
			.stream()
			.map((function) -> String.valueOf(function.get("proname")))
			.toList();
	}

	private int rows(String table, Tenants.Tenant tenant) {
		return count(this.tenants.owner(),
				"select count(*) from " + table + " where tenant_id = '" + tenant.id() + "'");
	}

	private List<Map<String, @Nullable Object>> tables() {
		return this.tenants.owner().queryForList(TABLES.replace(":role", "'" + role() + "'"));
	}

	private List<String> readable() {
		return tables().stream()
			.filter((table) -> Boolean.TRUE.equals(table.get("readable")))
			.map((table) -> String.valueOf(table.get("name")))
			// made by other tests in the same database
			.filter((name) -> !name.startsWith("sample"))
			.toList();
	}

	private String role() {
		return this.environment.getRequiredProperty("spring.r2dbc.username");
	}

	/** One connection of the service's role. */
	private void asService(Consumer<JdbcTemplate> work) {
		SingleConnectionDataSource connection = new SingleConnectionDataSource(
				this.environment.getRequiredProperty("spring.flyway.url"), role(),
				this.environment.getRequiredProperty("spring.r2dbc.password"), true);
		try {
			work.accept(new JdbcTemplate(connection));
		}
		finally {
			connection.destroy();
		}
	}

	private static void bind(JdbcTemplate service, Tenants.Tenant tenant) {
		service.queryForList("select set_config('app.tenant', ?, false)", tenant.id().toString());
	}

	private static int count(JdbcTemplate service, String sql) {
		Integer count = service.queryForObject(sql, Integer.class);
		return (count == null) ? -1 : count;
	}

}
