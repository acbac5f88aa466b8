package dev.rapport.growth;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

import dev.rapport.Tenants.Tenant;
import dev.rapport.Wire;
import dev.rapport.customer.CustomerId;
import dev.rapport.opportunity.OpportunityId;

/** The customers, opportunities and tickets of one tenant. */
final class GrowthData {

	/** Opportunities, and tickets, for each customer. */
	private static final int EACH = 3;

	private static final int OWNERS = 50;

	private static final int OPEN_STAGES = 6;

	/** How many records the clients ask for by id, and move. */
	private static final int SAMPLE = 1_200;

	private static final String CUSTOMERS = """
			insert into customer (tenant_id, id, number, version, kind, status, name, contact_points, contact_text,
			  addresses, external_ids, tags, owner_id, created_at, created_by, updated_at, updated_by)
			select ?, gen_random_uuid(), 'X-' || g, 1, 'ORGANIZATION', 'CURRENT', 'Customer ' || md5(g::text),
			  '[{"kind": "EMAIL", "value": "office@acme.example", "label": null, "primary": true}]', 'office@acme.example',
			  '[]', '[]', '{}', (?::uuid[])[1 + g % ?], now() - g * interval '1 minute', ?, now(), ?
			from generate_series(1, ?) g
			""";

	private static final String OPPORTUNITIES = """
			insert into opportunity (tenant_id, id, number, version, name, customer_id, amount, amount_currency,
			  weighted_amount, owner_id, forecast_category, lines, contact_roles, tags, pipeline_id, stage_id, category,
			  probability, expected_close_date, stage_entered_at, reopen_count, created_at, created_by, updated_at, updated_by)
			select s.tenant_id, gen_random_uuid(), 'X-' || g, 1, 'Deal ' || g, c.id, g, 'CNY', g / 2,
			  (?::uuid[])[1 + g %% ?], 'PIPELINE', '[]', '[]', '{}', s.pipeline_id, s.id, 'OPEN', 50,
			  date '2031-01-01' + g %% 365, now() - g * interval '1 second', 0, now() - g * interval '1 second', ?, now(), ?
			from generate_series(1, ?) g
			  join customer c on c.tenant_id = ? and c.number = 'X-' || (1 + g / %d)
			  join (select *, row_number() over (order by place) - 1 as nth from stage where category = 'OPEN') s
			    on s.tenant_id = c.tenant_id and s.nth = g %% %d
			"""
		.formatted(EACH, OPEN_STAGES);

	private static final String TICKETS = """
			insert into ticket (tenant_id, id, number, version, subject, priority, type, channel, customer_id, tags,
			  assignee_id, status, status_since, reopen_count, created_at, created_by, updated_at, updated_by)
			select ?, gen_random_uuid(), 'X-' || g, 1, 'Question ' || g, (array['LOW', 'NORMAL', 'HIGH', 'URGENT'])[1 + g %% 4],
			  'QUESTION', 'EMAIL', c.id, '{}', (?::uuid[])[1 + g %% ?], (array['NEW', 'OPEN', 'PENDING'])[1 + g %% 3], now(), 0,
			  now() - g * interval '1 second', ?, now(), ?
			from generate_series(1, ?) g join customer c on c.tenant_id = ? and c.number = 'X-' || (1 + g / %d)
			"""
		.formatted(EACH);

	private final JdbcTemplate owner;

	private final Tenant tenant;

	private final int size;

	private final String pipeline;

	private final List<String> stages;

	private final AtomicInteger moves = new AtomicInteger();

	private final List<String> customers;

	private final List<String> opportunities;

	/**
	 * Fills a tenant that has nothing.
	 * @param size how many customers there shall be
	 */
	GrowthData(JdbcTemplate owner, Tenant tenant, Wire wire, int size) {
		this.owner = owner;
		this.tenant = tenant;
		this.size = size;
		UUID[] owners = new UUID[OWNERS];
		Arrays.setAll(owners, (i) -> tenant.hire("seller " + i, null, "REP"));
		JsonNode created = wire
			.ask("mutation { createPipeline(input: {name: \"Sales\"}) { pipeline { id stages { id } } } }", Map.of())
			.json()
			.at("/data/createPipeline/pipeline");
		this.pipeline = created.path("id").asString();
		this.stages = IntStream.range(0, OPEN_STAGES)
			.mapToObj((i) -> created.path("stages").path(i).path("id").asString())
			.toList();
		fill(owners);
		this.customers = sample("customer").stream().map((one) -> new CustomerId(one).text()).toList();
		this.opportunities = sample("opportunity").stream().map((one) -> new OpportunityId(one).text()).toList();
	}

	private void fill(UUID[] owners) {
		UUID id = this.tenant.id().value();
		UUID ann = this.tenant.ann();
		// one more than has opportunities of its own: numbers begin with 1
		this.owner.update(CUSTOMERS, id, owners, OWNERS, ann, ann, this.size + 1);
		this.owner.update(OPPORTUNITIES, owners, OWNERS, ann, ann, EACH * this.size, id);
		this.owner.update(TICKETS, id, owners, OWNERS, ann, ann, EACH * this.size, id);
		this.owner.execute("vacuum analyze");
		this.owner.execute("checkpoint");
	}

	private List<UUID> sample(String table) {
		return this.owner
			.queryForList(
					"select id from " + table + " where tenant_id = ? and number in "
							+ "(select 'X-' || g from generate_series(1, ?) g) order by substr(number, 3)::int",
					UUID.class, this.tenant.id().value(), SAMPLE)
			.stream()
			.map(Objects::requireNonNull)
			.toList();
	}

	/** How many records there are. */
	int records() {
		return this.size * (1 + 2 * EACH);
	}

	String pipeline() {
		return this.pipeline;
	}

	String customer() {
		return this.customers.get(ThreadLocalRandom.current().nextInt(this.customers.size()));
	}

	/** The next opportunity in turn, and the stage behind the one that it stands in. */
	Map<String, Object> move() {
		int turn = this.moves.getAndIncrement();
		int nth = turn % this.opportunities.size();
		// the first has the number 1 and began in the stage of that place
		int stage = (nth + 1 + turn / this.opportunities.size() + 1) % OPEN_STAGES;
		return Map.of("id", this.opportunities.get(nth), "stage", this.stages.get(stage));
	}

}
