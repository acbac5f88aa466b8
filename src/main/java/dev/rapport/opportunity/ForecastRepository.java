package dev.rapport.opportunity;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Money;
import dev.rapport.kernel.Problem;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.Query;
import dev.rapport.persistence.Sql;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.pipeline.PipelineId;

/**
 * What open opportunities may bring, from the totals that are kept by month and owner;
 * only what the caller sees for another reason than its owner is added up.
 */
@Repository
class ForecastRepository {

	/** The most entries of a forecast. */
	static final int MOST = 1_000;

	private final TenantDatabase database;

	ForecastRepository(TenantDatabase database) {
		this.database = database;
	}

	/**
	 * The entries, sorted by month, pipeline, owner, category and currency.
	 * @throws Problem.Refused if there are more than {@value #MOST}
	 */
	Mono<List<Entry>> of(Question question) {
		Set<ForecastDimension> by = question.by();
		String alike = Stream
			.concat(by.stream().sorted().map((dimension) -> dimension.column(true)), Stream.of("t.currency"))
			.collect(Collectors.joining(", "));
		Query query = new Query().sql("select " + columns((dimension) -> dimension.column(by.contains(dimension))) + """
				, t.currency, sum(t.count)::int, sum(t.amount)::int8, sum(t.weighted_amount)::int8
				from (select\s""").sql(columns((dimension) -> dimension.kept(by.contains(dimension)))).sql("""
				, o.currency, o.count, o.amount, o.weighted_amount
				  from opportunity_forecast_total o
				  where o.tenant_id = $1 and owned(opportunities, o) and o.count > 0 and o.month between\s""");
		question.where(query)
			.sql("\nunion all select ")
			.sql(columns((dimension) -> dimension.counted(by.contains(dimension))))
			.sql("""
					, o.amount_currency, 1, coalesce(o.amount, 0), coalesce(o.weighted_amount, 0)
					  from opportunity o
					  where o.tenant_id = $1 and besides(opportunities, o) and o.archived_at is null and o.category = 'OPEN'
					    and date_trunc('month', o.expected_close_date::timestamp)::date between\s""");
		question.where(query).sql(") t group by " + alike + " order by " + alike + " limit " + (MOST + 1));
		return this.database.list(query, Entry::read).doOnNext(ForecastRepository::bounded);
	}

	private static String columns(Function<ForecastDimension, String> column) {
		return Arrays.stream(ForecastDimension.values()).map(column).collect(Collectors.joining(", "));
	}

	private static void bounded(List<Entry> entries) {
		if (entries.size() > MOST) {
			throw new Problem.Refused(ApiCode.BAD_USER_INPUT, "forecast.many", MOST);
		}
	}

	/**
	 * What is asked of a forecast.
	 *
	 * @param from the first day of the first month
	 * @param to a day in the last month
	 * @param pipeline null for all
	 * @param owner null for all
	 */
	record Question(LocalDate from, LocalDate to, Set<ForecastDimension> by, @Nullable UUID pipeline,
			@Nullable UUID owner) {

		Query where(Query query) {
			return query.value(this.from)
				.sql(" and ")
				.value(this.to)
				.sql(" and o.pipeline_id = coalesce(")
				.value(Sql.uuid(this.pipeline))
				.sql(", o.pipeline_id) and (o.owner_id = ")
				.value(Sql.uuid(this.owner))
				.sql(" or ")
				.value(this.owner == null)
				.sql(")");
		}

	}

	/**
	 * The sums of what is alike, in one currency; without a currency, of what has no
	 * amount. What it is alike in is null where that was not asked for.
	 *
	 * @param month its first day
	 */
	record Entry(@Nullable LocalDate month, @Nullable PipelineId pipeline, @Nullable MemberId owner,
			@Nullable ForecastCategory category, @Nullable String currency, int count, long minor, long weightedMinor) {

		static Entry read(Columns c) {
			return new Entry(c.dateOrNull(), c.idOrNull(PipelineId::new), c.idOrNull(MemberId::new),
					c.constantOrNull(ForecastCategory.class), c.textOrNull(), c.integer(), c.number(), c.number());
		}

		/** Null without a currency. */
		public @Nullable Money amount() {
			return (this.currency == null) ? null : new Money(this.minor, Objects.requireNonNull(this.currency));
		}

		/** Null without a currency. */
		public @Nullable Money weightedAmount() {
			return (this.currency == null) ? null
					: new Money(this.weightedMinor, Objects.requireNonNull(this.currency));
		}

	}

}
