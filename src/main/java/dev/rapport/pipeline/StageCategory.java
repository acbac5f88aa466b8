package dev.rapport.pipeline;

/** What standing in a stage means: 进行中, 赢单, 输单. */
public enum StageCategory {

	OPEN, WON, LOST

}
