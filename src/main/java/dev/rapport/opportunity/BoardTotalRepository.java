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

/** Adds up the opportunities in the stages of a pipeline. */
@Repository
class BoardTotalRepository {

	private final TenantDatabase database;

	BoardTotalRepository(TenantDatabase database) {
		this.database = database;
	}

	/** The sums by stage; a stage without opportunities has none. */
	Mono<Map<UUID, List<Total>>> of(Pipeline pipeline, Condition condition) {
		Query query = new Query().sql("""
				select o.stage_id, o.amount_currency, count(*)::int, coalesce(sum(o.amount), 0)::int8,
				  coalesce(sum(o.weighted_amount), 0)::int8
				from opportunity o where o.tenant_id = $1 and seen(opportunities, o) and o.pipeline_id =\s""")
			.value(pipeline.id().value())
			.sql(" and ")
			.condition(condition)
			.sql(" group by o.stage_id, o.amount_currency order by o.amount_currency");
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
