package dev.rapport.opportunity;

import java.util.Map;
import java.util.Set;

import dev.rapport.catalog.ProductId;
import dev.rapport.customer.CustomerId;
import dev.rapport.kernel.Input;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.Condition;
import dev.rapport.persistence.Filters;
import dev.rapport.persistence.Ordering;
import dev.rapport.persistence.Ordering.Sort;
import dev.rapport.pipeline.PipelineId;
import dev.rapport.pipeline.StageId;

/** What lists of opportunities can be filtered and sorted by. */
final class OpportunityFilters {

	private static final Filters PRODUCTS = new Filters("l.product_id", "").id("productId", "l.product_id",
			ProductId.PREFIX);

	private static final Filters OPPORTUNITIES = new Filters("o.id", "search_opportunity")
		.id("id", "o.id", OpportunityId.PREFIX)
		.keyword("number", "o.number")
		.text("name", "o.name_normal")
		.reference("customerId", "o.customer_id", CustomerId.PREFIX, "customers")
		.id("pipelineId", "o.pipeline_id", PipelineId.PREFIX)
		.id("stageId", "o.stage_id", StageId.PREFIX)
		.id("ownerId", "o.owner_id", MemberId.PREFIX)
		.constant("category", "o.category")
		.constant("forecastCategory", "o.forecast_category")
		.integer("probability", "o.probability")
		.money("amount", "o.amount")
		.date("expectedCloseDate", "o.expected_close_date")
		.instant("stageEnteredAt", "o.stage_entered_at")
		.instant("closedAt", "o.closed_at")
		.instant("createdAt", "o.created_at")
		.instant("updatedAt", "o.updated_at")
		.relation("lines", "opportunity_product l where l.tenant_id = o.tenant_id and l.opportunity_id = o.id",
				PRODUCTS);

	private static final Sort CREATED_AT = new Sort("o.created_at", "timestamptz", false);

	private static final Sort STAGE_ENTERED_AT = new Sort("o.stage_entered_at", "timestamptz", false);

	private static final Map<String, Sort> SORTS = Map.of("NAME", new Sort("o.name_normal", "text", false), "AMOUNT",
			new Sort("o.amount", "int8", true), "EXPECTED_CLOSE_DATE", new Sort("o.expected_close_date", "date", true),
			"CLOSED_AT", new Sort("o.closed_at", "timestamptz", true), "STAGE_ENTERED_AT", STAGE_ENTERED_AT,
			"CREATED_AT", CREATED_AT, "UPDATED_AT", new Sort("o.updated_at", "timestamptz", false));

	private static final Ordering NEWEST_FIRST = Ordering.by(CREATED_AT, true, "o.id");

	private static final Ordering LATEST_MOVE_FIRST = Ordering.by(STAGE_ENTERED_AT, true, "o.id");

	private OpportunityFilters() {
	}

	/** What the filter of a subscription matches. */
	static Condition filter(Input arguments) {
		return OPPORTUNITIES.parse(arguments.childOrNull("filter"));
	}

	/**
	 * What the filter of a list matches: live opportunities, or archived ones if asked.
	 */
	static Condition listed(Input arguments) {
		return filter(arguments).and(Condition.isNull("archivedAt", "o.archived_at", !arguments.flag("archived")));
	}

	/**
	 * Whether all that the filter of a list asks about live opportunities is whose they
	 * are: then totals by owner answer it, too.
	 */
	static boolean asksOwnersOnly(Input arguments) {
		Input filter = arguments.childOrNull("filter");
		return !arguments.flag("archived")
				&& (filter == null || Set.of("ownerId").containsAll(filter.values().keySet()));
	}

	static Ordering order(Input arguments) {
		return Ordering.parse(SORTS, arguments.children("orderBy"), NEWEST_FIRST, "o.id");
	}

	/** The order of cards in a column of a board. */
	static Ordering cards(Input arguments) {
		return Ordering.parse(SORTS, arguments.children("orderBy"), LATEST_MOVE_FIRST, "o.id");
	}

}
