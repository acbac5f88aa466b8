package dev.rapport.importing;

import java.util.ArrayList;
import java.util.List;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Stamp;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.Ids;
import dev.rapport.pipeline.Pipeline;
import dev.rapport.pipeline.PipelineId;
import dev.rapport.pipeline.Pipelines;
import dev.rapport.pipeline.Stage;
import dev.rapport.pipeline.StageCategory;
import dev.rapport.pipeline.StageId;

/** Makes the pipelines of the demo tenant. */
@Component
class DemoPipelines {

	private static final int ENGAGING = 40;

	private static final int PROSPECTING = 10;

	private final Pipelines pipelines;

	DemoPipelines(Pipelines pipelines) {
		this.pipelines = pipelines;
	}

	/** The one of the data set, with its four stages. */
	Mono<Pipeline> hardware(MemberId by) {
		PipelineId id = new PipelineId(Ids.next());
		List<Stage> stages = new ArrayList<>();
		stages.add(stage(id, 1, "PROSPECTING", "Prospecting", StageCategory.OPEN, PROSPECTING));
		stages.add(stage(id, 2, "ENGAGING", "Engaging", StageCategory.OPEN, ENGAGING));
		stages.add(stage(id, 3, "CLOSED_WON", "Won", StageCategory.WON, 100));
		stages.add(stage(id, 4, "CLOSED_LOST", "Lost", StageCategory.LOST, 0));
		return this.pipelines.create("Hardware sales 硬件销售", stages, id, Stamp.created(DemoSales.BEGINNING, by.value()));
	}

	/** One with the usual stages, for the deals that the data set does not have. */
	Mono<Pipeline> keyAccounts(MemberId by) {
		return this.pipelines.createUsual("Key accounts 大客户", Stamp.created(DemoSales.BEGINNING, by.value()));
	}

	private static Stage stage(PipelineId pipeline, int place, String key, String name, StageCategory category,
			int probability) {
		return new Stage(new StageId(Ids.next()), pipeline, place, key, name, category, probability, List.of(), null);
	}

}
