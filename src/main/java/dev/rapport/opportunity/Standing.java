package dev.rapport.opportunity;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.rapport.pipeline.PipelineId;
import dev.rapport.pipeline.Stage;
import dev.rapport.pipeline.StageCategory;
import dev.rapport.pipeline.StageId;

/**
 * Where a deal stands.
 *
 * @param category that of the stage
 * @param probability in percent; that of the stage when it was entered
 * @param enteredAt when the stage was entered
 * @param closedAt when it was won or lost; null while it is open
 * @param lostReason why it was lost; null unless it was
 * @param reopenCount how often it was reopened
 */
public record Standing(PipelineId pipeline, StageId stage, StageCategory category, int probability, Instant enteredAt,
		@Nullable Instant closedAt, @Nullable String lostReason, int reopenCount) {

	static Standing in(Stage stage, Instant at) {
		return new Standing(stage.pipeline(), stage.id(), stage.category(), stage.probability(), at, null, null, 0);
	}

	Standing moved(Stage stage, Instant at) {
		return new Standing(this.pipeline, stage.id(), stage.category(), stage.probability(), at, null, null,
				this.reopenCount);
	}

	Standing closed(Stage stage, Instant at, @Nullable String lostReason) {
		return new Standing(this.pipeline, stage.id(), stage.category(), stage.probability(), at, at, lostReason,
				this.reopenCount);
	}

	Standing reopened(Stage stage, Instant at) {
		return new Standing(this.pipeline, stage.id(), stage.category(), stage.probability(), at, null, null,
				this.reopenCount + 1);
	}

}
