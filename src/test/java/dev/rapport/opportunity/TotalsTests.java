package dev.rapport.opportunity;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.WebGraphQlTester;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.rapport.RapportTest;
import dev.rapport.StatementLog;
import dev.rapport.Tenants;
import dev.rapport.kernel.NodeId;

import static dev.rapport.opportunity.Deals.any;
import static dev.rapport.opportunity.Deals.money;
import static dev.rapport.opportunity.Deals.text;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Totals that are kept equal those that are counted, whatever happens to opportunities,
 * and whoever asks.
 */
@RapportTest
@NullUnmarked
class TotalsTests {

	private static final String WRONG = """
			select count(*) from (
			  (select * from opportunity_total where count <> 0 or amount <> 0 or weighted_amount <> 0
			    except select * from opportunity_total_recount())
			  union all (select * from opportunity_total_recount() except table opportunity_total)) wrong
			where tenant_id = ?
			""";

	private static final String BOARD = """
			query ($id: ID!, $filter: OpportunityFilter) {
			  pipelineBoard(pipelineId: $id, first: 1, filter: $filter) {
			    columns { stage { key } count amounts { amount currency } weightedAmounts { amount currency } } } }
			""";

	private static final String FORECAST = """
			query ($from: Date!, $to: Date!, $by: [ForecastDimension!], $owner: ID) {
			  forecast(from: $from, to: $to, by: $by, ownerId: $owner) {
			    month owner { name } category pipeline { name } count amount { amount currency }
			    weightedAmount { amount currency } } }
			""";

	/** Matches everything, and can't be answered by totals. */
	private static final Map<String, Object> COUNTED = Map.of("probability", Map.of("gte", 0));

	private final Random random = new Random(7);

	@Autowired
	Tenants tenants;

	@Autowired
	BoardTotalRepository totals;

	private Tenants.Tenant tenant;

	private Deals deals;

	private UUID bea;

	@BeforeEach
	void deals() {
		this.tenant = this.tenants.found();
		this.deals = Deals.of(this.tenant);
		this.bea = this.tenant.hire("bea", this.tenant.team("North", null), "REP");
	}

	@Test
	void equalARecountAfterAnything() {
		List<String> ids = IntStream.range(0, 12)
			.mapToObj((i) -> text(this.deals.open("Deal " + i, terms(i)), "id"))
			.toList();
		for (int i = 0; i < 40; i++) {
			String id = ids.get(this.random.nextInt(ids.size()));
			switch (this.random.nextInt(6)) {
				case 0, 1 ->
					this.deals.change("move", any(id, "stageId", stage("CONTACTED", "PROPOSAL", "PROSPECTING")));
				case 2 -> this.deals.change("update", any(id, "amount", money("" + this.random.nextInt(1_000), "CNY")));
				case 3 -> this.deals.change("archive", any(id));
				case 4 -> this.deals.change("restore", any(id));
				default -> this.deals.change("win", any(id));
			}
		}
		assertThat(wrong()).isZero();
		assertThat(board(this.tenant.graphQl(), null)).isEqualTo(board(this.tenant.graphQl(), COUNTED));
	}

	@Test
	void tellEverybodyWhatTheySee() {
		String shared = text(this.deals.open("Shared", Map.of("amount", money("100", "CNY"))), "id");
		this.deals.open("Ann's", Map.of("amount", money("10", "CNY")));
		this.deals.open("Bea's", Map.of("amount", money("1", "EUR"), "ownerId", NodeId.encode("mem", this.bea)));
		share(shared);
		WebGraphQlTester bea = this.tenant.graphQl(this.tenant.actor(this.bea));
		assertThat(first(board(bea, null)))
			.isEqualTo(Map.of("count", 2, "amounts", List.of(money("100.00", "CNY"), money("1.00", "EUR"))));
		assertThat(board(bea, null)).isEqualTo(board(bea, COUNTED));
		Map<String, Object> own = Map.of("ownerId", Map.of("eq", NodeId.encode("mem", this.bea)));
		assertThat(first(board(bea, own))).isEqualTo(Map.of("count", 1, "amounts", List.of(money("1.00", "EUR"))));
	}

	@Test
	void areReadWithoutTheOpportunities() {
		this.deals.open("Deal", Map.of("amount", money("100", "CNY")));
		StatementLog.clear();
		board(this.tenant.graphQl(), null);
		assertThat(StatementLog.statements()).noneMatch((sql) -> sql.contains("sum(o.amount)"))
			.anyMatch((sql) -> sql.contains("opportunity_total"));
		assertThat(cost(null)).isLessThan(cost(COUNTED) - 40);
	}

	@Test
	void areMendedByAWatch() {
		this.deals.open("Deal", Map.of("amount", money("100", "CNY")));
		JdbcTemplate owner = this.tenants.owner();
		owner.update("update opportunity_total set amount = amount + 1 where tenant_id = ?", this.tenant.id().value());
		owner.update("delete from opportunity_forecast_total where tenant_id = ?", this.tenant.id().value());
		owner.update("delete from opportunity_recount where tenant_id = ?", this.tenant.id().value());
		assertThat(wrong()).isPositive();
		while (this.totals.repair().block() >= 0) {
			// until no tenant is due
		}
		assertThat(wrong()).isZero();
		assertThat(this.totals.repair().block()).isNegative();
	}

	@Test
	void forecastByMonthAndOwner() {
		this.deals.open("May", due("2031-05-03", "100"));
		this.deals.open("May, too", due("2031-05-31", "50"));
		this.deals.open("June", due("2031-06-01", "7"));
		this.deals.open("July", due("2031-07-01", "9"));
		this.deals.open("Bea's", due("2031-05-09", "1", "ownerId", NodeId.encode("mem", this.bea)));
		List<Map<String, Object>> months = forecast(this.tenant.graphQl(), List.of("MONTH"), null);
		assertThat(months).extracting((entry) -> List.of(entry.get("month"), entry.get("count"), entry.get("amount")))
			.containsExactly(List.of("2031-05-01", 3, money("151.00", "CNY")),
					List.of("2031-06-01", 1, money("7.00", "CNY")));
		assertThat(forecast(this.tenant.graphQl(), List.of("OWNER", "MONTH"), null)).hasSize(3);
		assertThat(forecast(this.tenant.graphQl(), List.of("OWNER"), this.bea)).singleElement()
			.satisfies((entry) -> assertThat(entry).containsEntry("owner", Map.of("name", "bea"))
				.containsEntry("month", null));
		assertThat(forecast(this.tenant.graphQl(this.tenant.actor(this.bea)), List.of("MONTH"), null)).singleElement()
			.satisfies((entry) -> assertThat(entry).containsEntry("count", 1)
				.containsEntry("amount", money("1.00", "CNY")));
		assertThat(wrong()).isZero();
	}

	private static Map<String, Object> due(String day, String amount, String... more) {
		Map<String, Object> terms = new HashMap<>(Map.of("expectedCloseDate", day, "amount", money(amount, "CNY")));
		if (more.length > 0) {
			terms.put(more[0], more[1]);
		}
		return terms;
	}

	private Map<String, Object> terms(int number) {
		return switch (number % 3) {
			case 0 ->
				Map.of("amount", money("" + number, "CNY"), "expectedCloseDate", "2031-0" + (1 + number % 9) + "-15");
			case 1 -> Map.of("amount", money("" + number, "JPY"), "ownerId", NodeId.encode("mem", this.bea));
			default -> Map.of();
		};
	}

	private String stage(String... keys) {
		return this.deals.stages.get(keys[this.random.nextInt(keys.length)]);
	}

	private long wrong() {
		String forecast = WRONG.replace("opportunity_total", "opportunity_forecast_total")
			.replace("opportunity_forecast_total_recount", "opportunity_forecast_recount");
		return Math.addExact(count(WRONG), count(forecast));
	}

	private long count(String sql) {
		return this.tenants.owner().queryForObject(sql, Long.class, this.tenant.id().value());
	}

	private void share(String id) {
		this.tenant.graphQl()
			.document("mutation ($input: ShareRecordInput!) { shareRecord(input: $input) { errors { message } } }")
			.variable("input", Map.of("recordId", id, "granteeId", NodeId.encode("mem", this.bea), "level", "READ"))
			.execute()
			.path("shareRecord.errors")
			.entityList(Object.class)
			.hasSize(0);
	}

	private List<Map<String, Object>> board(WebGraphQlTester caller, Map<String, Object> filter) {
		return rows(caller.document(BOARD).variable("id", this.deals.pipeline).variable("filter", filter).execute(),
				"pipelineBoard.columns");
	}

	private static Map<String, Object> first(List<Map<String, Object>> columns) {
		return Map.of("count", columns.getFirst().get("count"), "amounts", columns.getFirst().get("amounts"));
	}

	private List<Map<String, Object>> forecast(WebGraphQlTester caller, List<String> by, UUID owner) {
		return rows(caller.document(FORECAST)
			.variable("from", "2031-05-20")
			.variable("to", "2031-06-02")
			.variable("by", by)
			.variable("owner", (owner == null) ? null : NodeId.encode("mem", owner))
			.execute(), "forecast");
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> rows(WebGraphQlTester.Response response, String path) {
		return (List<Map<String, Object>>) (List<?>) response.path(path).entityList(Map.class).get();
	}

	private int cost(Map<String, Object> filter) {
		Map<?, ?> cost = (Map<?, ?>) this.tenant.graphQl()
			.document(BOARD)
			.variable("id", this.deals.pipeline)
			.variable("filter", filter)
			.execute()
			.returnResponse()
			.getExtensions()
			.get("cost");
		return ((Number) cost.get("requested")).intValue();
	}

}
