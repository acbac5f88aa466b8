package dev.rapport.opportunity;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.events.EventLog;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Money;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.PageRequest;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.Condition;
import dev.rapport.persistence.Connection;
import dev.rapport.persistence.Paging;
import dev.rapport.persistence.Query;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.pipeline.Pipeline;
import dev.rapport.pipeline.PipelineId;
import dev.rapport.pipeline.Pipelines;
import dev.rapport.pipeline.Stage;

/** Draws boards: four statements, however many stages and opportunities there are. */
@Repository
class Boards {

	private final TenantDatabase database;

	private final Paging paging;

	private final Pipelines pipelines;

	private final EventLog log;

	Boards(TenantDatabase database, Paging paging, Pipelines pipelines, EventLog log) {
		this.database = database;
		this.paging = paging;
		this.pipelines = pipelines;
		this.log = log;
	}

	/** The board of a pipeline; empty if there is none for the caller. */
	Mono<Board> draw(Input arguments) {
		PipelineId id = new PipelineId(NodeId.decode(PipelineId.PREFIX, arguments.text("pipelineId")));
		PageRequest page = PageRequest.of(arguments);
		Condition condition = OpportunityFilters.listed(arguments);
		// one after the other: they share a connection
		return this.pipelines.byId(id)
			.flatMap((pipeline) -> totals(pipeline, condition)
				.zipWhen((totals) -> cards(pipeline, page, condition, arguments),
						(totals, cards) -> columns(pipeline, totals, cards))
				.zipWhen((columns) -> this.log.cursor(), (columns, cursor) -> new Board(pipeline, columns, cursor)))
			.as(this.database::snapshot);
	}

	private Mono<Map<UUID, List<Total>>> totals(Pipeline pipeline, Condition condition) {
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

	private Mono<Map<UUID, Connection<Opportunity>>> cards(Pipeline pipeline, PageRequest page, Condition condition,
			Input arguments) {
		List<UUID> stages = pipeline.stages().stream().map((stage) -> stage.id().value()).toList();
		return this.paging.pages(OpportunityRepository.LISTING, "o.stage_id", stages, page, condition,
				OpportunityFilters.cards(arguments));
	}

	private static List<Board.Column> columns(Pipeline pipeline, Map<UUID, List<Total>> totals,
			Map<UUID, Connection<Opportunity>> cards) {
		return pipeline.stages().stream().map((stage) -> column(stage, totals, cards)).toList();
	}

	private static Board.Column column(Stage stage, Map<UUID, List<Total>> totals,
			Map<UUID, Connection<Opportunity>> cards) {
		List<Total> own = totals.getOrDefault(stage.id().value(), List.of());
		List<Total> priced = own.stream().filter((total) -> total.currency() != null).toList();
		return new Board.Column(stage, own.stream().mapToInt(Total::count).sum(),
				priced.stream().map(Total::amount).toList(), priced.stream().map(Total::weighted).toList(),
				Objects.requireNonNull(cards.get(stage.id().value())));
	}

	/**
	 * The sums of one stage in one currency; without a currency, of those that have no
	 * amount.
	 */
	private record Total(UUID stage, @Nullable String currency, int count, long minor, long weightedMinor) {

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
