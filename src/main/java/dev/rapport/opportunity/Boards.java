package dev.rapport.opportunity;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.events.EventLog;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.PageRequest;
import dev.rapport.persistence.Condition;
import dev.rapport.persistence.Connection;
import dev.rapport.persistence.Paging;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.pipeline.Pipeline;
import dev.rapport.pipeline.PipelineId;
import dev.rapport.pipeline.Pipelines;
import dev.rapport.pipeline.Stage;

/** Draws boards: four statements, however many stages and opportunities there are. */
@Component
class Boards {

	private final BoardTotalRepository totals;

	private final TenantDatabase database;

	private final Paging paging;

	private final Pipelines pipelines;

	private final EventLog log;

	Boards(BoardTotalRepository totals, TenantDatabase database, Paging paging, Pipelines pipelines, EventLog log) {
		this.totals = totals;
		this.database = database;
		this.paging = paging;
		this.pipelines = pipelines;
		this.log = log;
	}

	/** The board of a pipeline; empty if there is none for the caller. */
	Mono<Board> draw(Input arguments) {
		PipelineId id = new PipelineId(NodeId.decode(PipelineId.PREFIX, arguments.text("pipelineId")));
		PageRequest page = PageRequest.of(arguments);
		Condition listed = OpportunityFilters.listed(arguments);
		// one after the other: they share a connection
		return this.pipelines.byId(id)
			.flatMap((pipeline) -> totals(pipeline, listed, arguments)
				.zipWhen((totals) -> cards(pipeline, page, listed, arguments),
						(totals, cards) -> columns(pipeline, totals, cards))
				.zipWhen((columns) -> this.log.cursor(), (columns, cursor) -> new Board(pipeline, columns, cursor)))
			.as(this.database::snapshot);
	}

	private Mono<Map<UUID, List<BoardTotalRepository.Total>>> totals(Pipeline pipeline, Condition listed,
			Input arguments) {
		return OpportunityFilters.asksOwnersOnly(arguments)
				? this.totals.kept(pipeline, OpportunityFilters.filter(arguments))
				: this.totals.counted(pipeline, listed);
	}

	private Mono<Map<UUID, Connection<Opportunity>>> cards(Pipeline pipeline, PageRequest page, Condition condition,
			Input arguments) {
		List<UUID> stages = pipeline.stages().stream().map((stage) -> stage.id().value()).toList();
		return this.paging.pages(OpportunityRepository.LISTING, "o.stage_id", stages, page, condition,
				OpportunityFilters.cards(arguments));
	}

	private static List<Board.Column> columns(Pipeline pipeline, Map<UUID, List<BoardTotalRepository.Total>> totals,
			Map<UUID, Connection<Opportunity>> cards) {
		return pipeline.stages().stream().map((stage) -> column(stage, totals, cards)).toList();
	}

	private static Board.Column column(Stage stage, Map<UUID, List<BoardTotalRepository.Total>> totals,
			Map<UUID, Connection<Opportunity>> cards) {
		List<BoardTotalRepository.Total> own = totals.getOrDefault(stage.id().value(), List.of());
		List<BoardTotalRepository.Total> priced = own.stream().filter((total) -> total.currency() != null).toList();
		return new Board.Column(stage, own.stream().mapToInt(BoardTotalRepository.Total::count).sum(),
				priced.stream().map(BoardTotalRepository.Total::amount).toList(),
				priced.stream().map(BoardTotalRepository.Total::weighted).toList(),
				Objects.requireNonNull(cards.get(stage.id().value())));
	}

}
