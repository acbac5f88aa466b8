package dev.rapport.activity;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.rapport.events.Facts;
import dev.rapport.kernel.Checks;
import dev.rapport.kernel.Input;
import dev.rapport.member.MemberId;

/**
 * A meeting, wherever it takes place.
 *
 * @param duration how long it took or is to take, in whole seconds
 * @param participants the members who take part besides the owner, each once
 */
public record Meeting(ActivityCore core, @Nullable String location, @Nullable Duration duration,
		List<MemberId> participants) implements Activity {

	static Meeting read(ActivityCore core, Input input) {
		return new Meeting(core, Visit.place(input), Lengths.read(input), members(input));
	}

	@Override
	public ActivityType type() {
		return ActivityType.MEETING;
	}

	@Override
	public Meeting with(ActivityCore core) {
		return new Meeting(core, this.location, this.duration, this.participants);
	}

	@Override
	public Meeting patched(Input input) {
		return new Meeting(this.core, input.has("location") ? Visit.place(input) : this.location,
				Lengths.patched(input, this.duration),
				input.has("participantIds") ? members(input) : this.participants);
	}

	/** When it ends or ended; null unless beginning and duration are known. */
	public @Nullable Instant endsAt() {
		Instant occurred = occurredAt();
		Instant begin = (occurred != null) ? occurred : plannedAt();
		return (begin == null || this.duration == null) ? null : begin.plus(this.duration);
	}

	@Override
	public Facts facts(Facts common) {
		return common.with("location", this.location)
			.with("duration", Lengths.text(this.duration))
			.with("participantIds", this.participants);
	}

	private static List<MemberId> members(Input input) {
		return Checks.items(input.ids("participantIds", MemberId.PREFIX, MemberId::new), input.at("participantIds"))
			.stream()
			.distinct()
			.toList();
	}

}
