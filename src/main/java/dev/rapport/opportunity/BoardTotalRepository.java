package dev.rapport.opportunity;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Money;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.Condition;
import dev.rapport.persistence.Query;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.pipeline.Pipeline;

/**
 * What the opportunities in the stages of a pipeline add up to. Where the totals that are
 * kept by owner can tell, they are read, and only what the caller sees for another reason
 * than its owner is added; otherwise all is added up.
 */
@Repository
class BoardTotalRepository {

	private static final String KEPT = """
			select t.stage_id, t.currency, sum(t.count)::int, sum(t.amount)::int8, sum(t.weighted_amount)::int8
			from (
			  select o.stage_id, o.currency, o.count, o.amount, o.weighted_amount
			  from opportunity_total o
			  where o.tenant_id = $1 and owned(opportunities, o) and o.pipeline_id =\s""";

	private static final String BESIDES = """

			union all
			select o.stage_id, o.amount_currency, 1, coalesce(o.amount, 0), coalesce(o.weighted_amount, 0)
			from opportunity o
			where o.tenant_id = $1 and besides(opportunities, o) and o.archived_at is null and o.pipeline_id =\s""";

	private static final String BY_STAGE = """

			) t group by t.stage_id, t.currency having sum(t.count) > 0 order by t.currency""";

	private final TenantDatabase database;

	BoardTotalRepository(TenantDatabase database) {
		this.database = database;
	}

	/**
	 * The sums by stage, of live opportunities; a stage without opportunities has none.
	 * @param condition what else must hold of the owner
	 */
	Mono<Map<UUID, List<Total>>> kept(Pipeline pipeline, Condition condition) {
		UUID id = pipeline.id().value();
		return byStage(new Query().sql(KEPT)
			.value(id)
			.sql(" and ")
			.condition(condition)
			.sql(BESIDES)
			.value(id)
			.sql(" and ")
			.condition(condition)
			.sql(BY_STAGE));
	}

	/** The sums by stage; a stage without opportunities has none. */
	Mono<Map<UUID, List<Total>>> counted(Pipeline pipeline, Condition condition) {
		return byStage(new Query().sql("""
				select o.stage_id, o.amount_currency, count(*)::int, coalesce(sum(o.amount), 0)::int8,
				  coalesce(sum(o.weighted_amount), 0)::int8
				from opportunity o where o.tenant_id = $1 and seen(opportunities, o) and o.pipeline_id =\s""")
			.value(pipeline.id().value())
			.sql(" and ")
			.condition(condition)
			.sql(" group by o.stage_id, o.amount_currency order by o.amount_currency"));
	}

	/**
	 * Compares all totals of the tenant that is due, whoever asks, and replaces those
	 * that differ.
	 * @return how many rows were replaced; negative if no tenant is due
	 */
	Mono<Long> repair() {
		return this.database.lookup("select coalesce(repair_opportunity_totals(), -1)", Columns::number);
	}

	private Mono<Map<UUID, List<Total>>> byStage(Query query) {
		return this.database.list(query, Total::read)
			.map((totals) -> totals.stream().collect(Collectors.groupingBy(Total::stage)));
	}

	/**
	 * The sums of one stage in one currency; without a currency, of those that have no
	 * amount.
	 */
	record Total(UUID stage, @Nullable String currency, int count, long minor, long weightedMinor) {

		static Total read(Columns c) {
			return new Total(c.uuid(), c.textOrNull(), c.integer(), c.number(), c.number());
		}

		Money amount() {
			return new Money(this.minor, Objects.requireNonNull(this.currency));
		}

		Money weighted() {
			return new Money(this.weightedMinor, Objects.requireNonNull(this.currency));
		}

	}

}
