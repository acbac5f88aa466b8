package dev.rapport.activity;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.rapport.events.Facts;
import dev.rapport.kernel.Input;

/**
 * A telephone call.
 *
 * @param phone the number at the other end, E.164
 * @param duration how long it took or is to take, in whole seconds
 */
public record Call(ActivityCore core, ActivityDirection direction, @Nullable String phone,
		@Nullable Duration duration) implements Activity {

	static Call read(ActivityCore core, Input input) {
		return new Call(core, input.constant("direction", ActivityDirection.class), input.textOrNull("phone"),
				Lengths.read(input));
	}

	@Override
	public ActivityType type() {
		return ActivityType.CALL;
	}

	@Override
	public Call with(ActivityCore core) {
		return new Call(core, this.direction, this.phone, this.duration);
	}

	@Override
	public Call patched(Input input) {
		return new Call(this.core,
				input.has("direction") ? input.constant("direction", ActivityDirection.class) : this.direction,
				input.has("phone") ? input.textOrNull("phone") : this.phone, Lengths.patched(input, this.duration));
	}

	@Override
	public Facts facts(Facts common) {
		return common.with("direction", this.direction)
			.with("phone", this.phone)
			.with("duration", Lengths.text(this.duration));
	}

}
