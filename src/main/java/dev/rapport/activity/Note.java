package dev.rapport.activity;

import dev.rapport.events.Facts;
import dev.rapport.kernel.Input;

/** A remark, written once. */
public record Note(ActivityCore core) implements Activity {

	@Override
	public ActivityType type() {
		return ActivityType.NOTE;
	}

	@Override
	public Note with(ActivityCore core) {
		return new Note(core);
	}

	@Override
	public Note patched(Input input) {
		return this;
	}

	@Override
	public Facts facts(Facts common) {
		return common;
	}

}
