package dev.rapport;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.dao.DataAccessException;
import org.springframework.graphql.test.tester.WebGraphQlTester;
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
				assertThat(count(service, "select count(*) from " + table + " where tenant_id <> app_tenant()"))
					.as(table)
					.isZero();
			}
			for (String table : List.of("customer", "customer_external_id", "contact", "contact_link", "event_log")) {
				assertThat(count(service, "select count(*) from " + table)).as(table).isPositive();
			}
		});
	}

	@Test
	void searchesOnlyTheRowsOfTheTenantThatIsBound() {
		asService((service) -> {
			bind(service, this.one);
			assertThat(count(service, "select count(*) from search_customer('acme')")).isOne();
			assertThat(count(service, "select count(*) from search_contact('mei')")).isOne();
		});
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

	/** A tenant with a customer and a contact. */
	private Tenants.Tenant furnished() {
		Tenants.Tenant tenant = this.tenants.found();
		WebGraphQlTester graphQl = tenant.graphQl();
		String customer = graphQl.documentName("customer/create")
			.variable("input", Map.of("name", "Acme", "externalIds", List.of(Map.of("system", "erp", "value", "1"))))
			.execute()
			.path("createCustomer.customer.id")
			.entity(String.class)
			.get();
		graphQl.documentName("contact/create")
			.variable("input", Map.of("name", "Mei", "links", List.of(Map.of("customerId", customer, "role", "Buyer"))))
			.execute()
			.path("createContact.contact.id")
			.hasValue();
		return tenant;
	}

	private List<Map<String, @Nullable Object>> tables() {
		return this.tenants.owner().queryForList(TABLES.replace(":role", "'" + role() + "'"));
	}

	private List<String> readable() {
		return tables().stream()
			.filter((table) -> Boolean.TRUE.equals(table.get("readable")))
			.map((table) -> String.valueOf(table.get("name")))
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
