package dev.rapport.opportunity;

/** How sure the owner is. */
public enum ForecastCategory {

	PIPELINE, BEST_CASE, COMMIT, CLOSED, OMITTED

}
