package dev.rapport.opportunity;

import dev.rapport.pipeline.StageCategory;

/**
 * How sure the owner is; of a deal that is won or lost, what became of it: then it is
 * {@link #CLOSED} or {@link #OMITTED}, and nobody can say otherwise.
 */
public enum ForecastCategory {

	PIPELINE, BEST_CASE, COMMIT, CLOSED, OMITTED;

	/** What a deal has as soon as it enters a stage of that category. */
	static ForecastCategory in(StageCategory category) {
		return switch (category) {
			case OPEN -> PIPELINE;
			case WON -> CLOSED;
			case LOST -> OMITTED;
		};
	}

	/** Whether a deal in a stage of that category may have it. */
	boolean fits(StageCategory category) {
		return (category == StageCategory.OPEN) ? this != CLOSED : this == in(category);
	}

}
