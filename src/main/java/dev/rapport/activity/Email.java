package dev.rapport.activity;

import org.jspecify.annotations.Nullable;

import dev.rapport.events.Facts;
import dev.rapport.kernel.Input;

/**
 * An e-mail that was sent or received.
 *
 * @param address the address at the other end
 */
public record Email(ActivityCore core, ActivityDirection direction, @Nullable String address) implements Activity {

	static Email read(ActivityCore core, Input input) {
		return new Email(core, input.constant("direction", ActivityDirection.class), input.textOrNull("address"));
	}

	@Override
	public ActivityType type() {
		return ActivityType.EMAIL;
	}

	@Override
	public Email with(ActivityCore core) {
		return new Email(core, this.direction, this.address);
	}

	@Override
	public Email patched(Input input) {
		return new Email(this.core,
				input.has("direction") ? input.constant("direction", ActivityDirection.class) : this.direction,
				input.has("address") ? input.textOrNull("address") : this.address);
	}

	@Override
	public Facts facts(Facts common) {
		return common.with("direction", this.direction).with("address", this.address);
	}

}
