package dev.rapport.pipeline;

import java.util.ArrayList;
import java.util.List;

import dev.rapport.persistence.Ids;

/**
 * The stages of a pipeline whose maker names none: from the first list to the signed
 * order.
 */
enum DefaultStages {

	PROSPECTING("Prospecting", 10), CONTACTED("Contacted", 20), MATERIALS_SENT("Materials sent", 30), DEMO("Demo", 45),
	PROPOSAL("Proposal", 60), NEGOTIATION("Negotiation", 80), CLOSED_WON("Closed won", 100),
	CLOSED_LOST("Closed lost", 0);

	private final String title;

	private final int probability;

	DefaultStages(String title, int probability) {
		this.title = title;
		this.probability = probability;
	}

	static List<Stage> of(PipelineId pipeline) {
		List<Stage> stages = new ArrayList<>();
		for (DefaultStages stage : values()) {
			stages.add(stage.in(pipeline, stages.size() + 1));
		}
		return List.copyOf(stages);
	}

	private Stage in(PipelineId pipeline, int place) {
		StageCategory category = switch (this) {
			case CLOSED_WON -> StageCategory.WON;
			case CLOSED_LOST -> StageCategory.LOST;
			default -> StageCategory.OPEN;
		};
		return new Stage(new StageId(Ids.next()), pipeline, place, name(), this.title, category, this.probability,
				List.of(), null);
	}

}
