package dev.rapport.activity;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.rapport.events.Facts;
import dev.rapport.kernel.Checks;
import dev.rapport.kernel.Input;

/**
 * A visit at a customer's place.
 *
 * @param location where
 * @param duration how long it took or is to take, in whole seconds
 */
public record Visit(ActivityCore core, @Nullable String location, @Nullable Duration duration) implements Activity {

	static Visit read(ActivityCore core, Input input) {
		return new Visit(core, place(input), Lengths.read(input));
	}

	static @Nullable String place(Input input) {
		return Checks.line(input.textOrNull("location"), input.at("location"));
	}

	@Override
	public ActivityType type() {
		return ActivityType.VISIT;
	}

	@Override
	public Visit with(ActivityCore core) {
		return new Visit(core, this.location, this.duration);
	}

	@Override
	public Visit patched(Input input) {
		return new Visit(this.core, input.has("location") ? place(input) : this.location,
				Lengths.patched(input, this.duration));
	}

	@Override
	public Facts facts(Facts common) {
		return common.with("location", this.location).with("duration", Lengths.text(this.duration));
	}

}
