package dev.rapport.persistence;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Flux;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.RowRule;
import dev.rapport.tenancy.Sight;

/**
 * What a right costs: the same page of fifty opportunities without row-level security,
 * with it, and with each row rule on top, side by side in one run. The numbers are those
 * of the README. Not part of the default run: ask for it by name with
 * {@code -Dtest=RightsCostMeasurement}.
 */
@RapportTest
@TestPropertySource(properties = { "rapport.limits.client-burst=1000000000", "rapport.limits.tenant-burst=1000000000" })
final class RightsCostMeasurement {

	private static final int READS = 1_500;

	private static final int AT_ONCE = 4;

	private static final int ROUNDS = 9;

	private static final int DEALS = 20_000;

	private static final int CUSTOMERS = 2_000;

	private static final String PAGE = """
			select o.id, o.number, o.version, o.name, o.customer_id, o.amount, o.amount_currency, o.expected_close_date,
			  o.owner_id, o.stage_id, o.category, o.created_at, o.updated_at
			from opportunity o where o.tenant_id = $1 and seen(opportunities, o) and o.archived_at is null
			order by o.created_at desc, o.id desc limit 51
			""";

	private static final String DOCUMENT = """
			{ opportunities(first: 50) { nodes { id number name amount { amount currency } category probability
			  expectedCloseDate createdAt updatedAt stage { key } owner { name } } pageInfo { hasNextPage endCursor } } }""";

	@Autowired
	Tenants tenants;

	@Autowired
	Environment environment;

	@Autowired
	RowRights rights;

	@Autowired
	WebGraphQlHandler handler;

	@Test
	void compares() {
		Tenant tenant = this.tenants.found();
		UUID sales = tenant.team("Sales", null);
		List<UUID> sellers = new ArrayList<>();
		for (int team = 0; team < 6; team++) {
			UUID id = tenant.team("Team " + team, sales);
			for (int seller = 0; seller < 6; seller++) {
				sellers.add(tenant.hire("s" + team + "-" + seller, id, "REP"));
			}
		}
		fill(tenant, sellers);
		Actor boss = tenant.actor(tenant.hire("boss", sales, "MANAGER"));
		Actor seller = tenant.actor(sellers.getFirst());
		TenantDatabase service = database("spring.r2dbc.username", "spring.r2dbc.password");
		TenantDatabase owner = database("spring.flyway.user", "spring.flyway.password");
		Map<String, Runnable> ways = new LinkedHashMap<>();
		ways.put("neither", () -> read(owner, tenant.actor()));
		ways.put("row-level security", () -> read(service, tenant.actor()));
		ways.put("and rule TEAM_AND_BELOW (36 owners)", () -> read(service, boss));
		ways.put("and rule TEAM (6 owners)", () -> read(service, seller));
		Actor away = seller.with(seller.rights()
			.reading("opportunities", new Sight(RowRule.TERRITORY, Set.of(), Set.of("DE 8", "AT", "FR/bretagne"))));
		ways.put("and rule TERRITORY (1 of 6 customers)", () -> read(service, away));
		report("statement", ways);
		Map<String, Runnable> requests = new LinkedHashMap<>();
		requests.put("row-level security", () -> ask(tenant.actor()));
		requests.put("and rule TEAM_AND_BELOW (36 owners)", () -> ask(boss));
		requests.put("and rule TEAM (6 owners)", () -> ask(seller));
		report("request", requests);
	}

	/** The page as a client asks for it, all but the network. */
	private void ask(Actor actor) {
		Long answers = Flux.range(0, READS)
			.flatMap((i) -> this.handler.handleRequest(new WebGraphQlRequest(URI.create("/graphql"), new HttpHeaders(),
					null, null, Map.of(), Map.of("query", DOCUMENT), "r" + i, Locale.ENGLISH)), AT_ONCE)
			.doOnNext((answer) -> {
				if (!answer.getExecutionResult().getErrors().isEmpty()) {
					throw new IllegalStateException(answer.getExecutionResult().getErrors().toString());
				}
			})
			.count()
			.contextWrite(ReactiveSecurityContextHolder
				.withAuthentication(new TestingAuthenticationToken(actor, "", List.of())))
			.block(Duration.ofMinutes(2));
		Objects.requireNonNull(answers);
	}

	private static void report(String what, Map<String, Runnable> ways) {
		Map<String, List<Double>> measured = new LinkedHashMap<>();
		for (int round = 0; round <= ROUNDS; round++) {
			boolean warm = round > 0;
			ways.forEach((name, way) -> {
				long start = System.nanoTime();
				way.run();
				if (warm) {
					measured.computeIfAbsent(name, (key) -> new ArrayList<>())
						.add((System.nanoTime() - start) / 1e3 / READS);
				}
			});
		}
		double base = median(measured.values().iterator().next());
		measured.forEach((name, all) -> System.out.printf("MEASURED %-9s | %-36s | %7.1f us | %.2f%n", what, name,
				median(all), median(all) / base));
	}

	private static void read(TenantDatabase database, Actor actor) {
		Long pages = Flux.range(0, READS)
			.flatMap((i) -> database.list(PAGE, Columns::uuid), AT_ONCE)
			.doOnNext((rows) -> {
				if (rows.size() != 51) {
					throw new IllegalStateException("read " + rows.size() + " rows");
				}
			})
			.count()
			.contextWrite(Actors.with(actor))
			.block(Duration.ofMinutes(2));
		Objects.requireNonNull(pages);
	}

	private void fill(Tenant tenant, List<UUID> sellers) {
		UUID pipeline = UUID.randomUUID();
		UUID stage = UUID.randomUUID();
		UUID id = tenant.id().value();
		this.tenants.owner().update("""
				insert into pipeline (tenant_id, id, version, name, created_at, created_by, updated_at, updated_by)
				values (?, ?, 1, 'Sales', now(), ?, now(), ?)""", id, pipeline, tenant.ann(), tenant.ann());
		this.tenants.owner().update("""
				insert into stage (tenant_id, id, pipeline_id, place, key, name, category, probability, gates)
				values (?, ?, ?, 0, 'OPEN', 'Open', 'OPEN', 50, '{}')""", id, stage, pipeline);
		this.tenants.owner()
			.update("""
					insert into customer (tenant_id, id, number, version, kind, status, name, contact_points, contact_text, addresses,
					  external_ids, tags, created_at, created_by, updated_at, updated_by)
					select ?, gen_random_uuid(), 'C-' || g, 1, 'ORGANIZATION', 'CURRENT', 'Customer ' || g, '[]', '',
					  jsonb_build_array(jsonb_build_object('country', (array['AT', 'CH', 'CN', 'ES', 'FR', 'IT'])[1 + g % 6],
					    'postalCode', 10000 + g)), '[]', '{}', now(), ?, now(), ?
					from generate_series(1, ?) g
					""",
					id, tenant.ann(), tenant.ann(), CUSTOMERS);
		this.tenants.owner()
			.update("""
					insert into opportunity (tenant_id, id, number, version, name, customer_id, amount, amount_currency, owner_id,
					  forecast_category, lines, contact_roles, tags, pipeline_id, stage_id, category, probability,
					  stage_entered_at, reopen_count, created_at, created_by, updated_at, updated_by)
					select ?, gen_random_uuid(), 'O-' || g, 1, 'Deal ' || g, c.id, g * 100, 'USD', (?::uuid[])[1 + g % ?], 'PIPELINE',
					  '[]', '[]', '{}', ?, ?, 'OPEN', 50, now(), 0, now() - g * interval '1 minute', ?, now(), ?
					from generate_series(1, ?) g join customer c on c.tenant_id = ? and c.number = 'C-' || (1 + g % ?)
					""",
					id, sellers.toArray(UUID[]::new), sellers.size(), pipeline, stage, tenant.ann(), tenant.ann(),
					DEALS, id, CUSTOMERS);
		this.tenants.owner().execute("analyze customer, opportunity");
	}

	private TenantDatabase database(String user, String password) {
		ConnectionFactoryOptions.Builder options = ConnectionFactoryOptions
			.parse(this.environment.getRequiredProperty("spring.r2dbc.url"))
			.mutate()
			.option(ConnectionFactoryOptions.USER, this.environment.getRequiredProperty(user))
			.option(ConnectionFactoryOptions.PASSWORD, this.environment.getRequiredProperty(password));
		for (String name : List.of("fetchSize", "forceBinary", "preparedStatementCacheQueries")) {
			options.option(Option.valueOf(name),
					this.environment.getRequiredProperty("spring.r2dbc.properties." + name));
		}
		return new TenantDatabase(new ConnectionPool(
				ConnectionPoolConfiguration.builder(ConnectionFactories.get(options.build())).maxSize(AT_ONCE).build()),
				this.rights);
	}

	private static double median(List<Double> values) {
		double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
		Arrays.sort(sorted);
		return sorted[sorted.length / 2];
	}

}
