package dev.rapport.opportunity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.WebGraphQlTester;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.TestPropertySource;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;

/**
 * What kept totals are worth: the totals of a board, and a forecast, beside the same
 * board counted anew, as the pipeline grows; and what keeping them costs a move. All side
 * by side in one run; the numbers are those of the README. Not part of the default run:
 * ask for it by name with {@code -Dtest=TotalsMeasurement}.
 */
@RapportTest
@TestPropertySource(properties = { "rapport.limits.client-burst=1000000000", "rapport.limits.tenant-burst=1000000000" })
@NullUnmarked
final class TotalsMeasurement {

	private static final int[] SIZES = { 3_000, 30_000, 300_000 };

	private static final int OWNERS = 50;

	private static final int ROUNDS = 21;

	private static final int MOVES = 200;

	private static final String BOARD = """
			query ($id: ID!, $filter: OpportunityFilter) { pipelineBoard(pipelineId: $id, filter: $filter) {
			  columns { stage { key } count amounts { amount currency } weightedAmounts { amount currency } } } }
			""";

	private static final String FORECAST = """
			{ forecast(from: "2031-01-01", to: "2031-03-31", by: [MONTH, OWNER]) {
			  month owner { id } amount { amount } weightedAmount { amount } } }
			""";

	private static final String FILL = """
			insert into opportunity (tenant_id, id, number, version, name, amount, amount_currency, weighted_amount, owner_id,
			  forecast_category, lines, contact_roles, tags, pipeline_id, stage_id, category, probability,
			  expected_close_date, stage_entered_at, reopen_count, created_at, created_by, updated_at, updated_by)
			select s.tenant_id, gen_random_uuid(), 'X-' || g, 1, 'Deal ' || g, g, 'CNY', g / 2, (?::uuid[])[1 + g % ?],
			  'PIPELINE', '[]', '[]', '{}', s.pipeline_id, s.id, 'OPEN', 50, date '2031-01-01' + g % 365, now(), 0,
			  now() - g * interval '1 second', ?, now(), ?
			from generate_series(1, ?) g
			  join (select *, row_number() over (order by place) - 1 as nth from stage
			    where tenant_id = ? and category = 'OPEN') s on s.nth = g % 6
			""";

	@Autowired
	Tenants tenants;

	@Test
	void compares() {
		for (int size : SIZES) {
			Tenants.Tenant tenant = this.tenants.found();
			Deals deals = Deals.of(tenant);
			fill(tenant, size);
			WebGraphQlTester seller = tenant.graphQl(tenant.actor(tenant.ann()));
			Map<String, Runnable> ways = new LinkedHashMap<>();
			ways.put("board, counted", () -> board(seller, deals.pipeline, Map.of("probability", Map.of("gte", 0))));
			ways.put("board, kept", () -> board(seller, deals.pipeline, null));
			ways.put("forecast by month and owner", () -> seller.document(FORECAST).executeAndVerify());
			report(size, ways);
		}
		moves();
	}

	private static void board(WebGraphQlTester caller, String pipeline, Map<String, Object> filter) {
		caller.document(BOARD).variable("id", pipeline).variable("filter", filter).executeAndVerify();
	}

	/** The same update with the triggers and without, in a transaction each. */
	private void moves() {
		JdbcTemplate owner = this.tenants.owner();
		String move = """
				update opportunity set stage_id = stage_id, amount = amount + 1 where ctid in (
				  select ctid from opportunity where number like 'X-%' limit 1 offset ?)
				""";
		Map<String, Runnable> ways = new LinkedHashMap<>();
		ways.put("update without totals", () -> {
			owner.execute("alter table opportunity disable trigger totals_changed");
			repeat(owner, move);
			owner.execute("alter table opportunity enable trigger totals_changed");
		});
		ways.put("update with totals", () -> repeat(owner, move));
		report(MOVES, ways);
	}

	private static void repeat(JdbcTemplate owner, String move) {
		for (int i = 0; i < MOVES; i++) {
			owner.update(move, i);
		}
	}

	private static void report(int size, Map<String, Runnable> ways) {
		Map<String, List<Double>> measured = new LinkedHashMap<>();
		for (int round = 0; round <= ROUNDS; round++) {
			boolean warm = round > 0;
			ways.forEach((name, way) -> {
				long start = System.nanoTime();
				way.run();
				if (warm) {
					measured.computeIfAbsent(name, (key) -> new ArrayList<>()).add((System.nanoTime() - start) / 1e6);
				}
			});
		}
		double base = median(measured.values().iterator().next());
		measured.forEach((name, all) -> System.out.printf("MEASURED %7d | %-28s | %8.2f ms | %.3f%n", size, name,
				median(all), median(all) / base));
	}

	private void fill(Tenants.Tenant tenant, int size) {
		UUID[] owners = new UUID[OWNERS];
		Arrays.setAll(owners, (i) -> tenant.hire("seller " + i, null, "REP"));
		this.tenants.owner().update(FILL, owners, OWNERS, tenant.ann(), tenant.ann(), size, tenant.id().value());
		this.tenants.owner().execute("analyze opportunity, opportunity_total, opportunity_forecast_total");
	}

	private static double median(List<Double> values) {
		double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
		return sorted[sorted.length / 2];
	}

}
