package dev.rapport.activity;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.NodeId;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.Sql;

/**
 * The columns that only some types of activities use.
 *
 * @param address a telephone number or an e-mail address
 */
record Particulars(@Nullable Instant dueAt, @Nullable TaskPriority priority, @Nullable Instant reminderAt,
		@Nullable ActivityDirection direction, @Nullable String address, @Nullable String location,
		@Nullable Duration duration, List<MemberId> participants) {

	static Particulars of(Activity activity) {
		return switch (activity) {
			case Task task ->
				new Particulars(task.dueAt(), task.priority(), task.reminderAt(), null, null, null, null, List.of());
			case Call call ->
				new Particulars(null, null, null, call.direction(), call.phone(), null, call.duration(), List.of());
			case Email email ->
				new Particulars(null, null, null, email.direction(), email.address(), null, null, List.of());
			case Meeting meeting -> new Particulars(null, null, null, null, null, meeting.location(),
					meeting.duration(), meeting.participants());
			case Visit visit ->
				new Particulars(null, null, null, null, null, visit.location(), visit.duration(), List.of());
			case Note note -> new Particulars(null, null, null, null, null, null, null, List.of());
		};
	}

	static Particulars read(Columns c) {
		return new Particulars(c.instantOrNull(), c.constantOrNull(TaskPriority.class), c.instantOrNull(),
				c.constantOrNull(ActivityDirection.class), c.textOrNull(), c.textOrNull(), duration(c.integerOrNull()),
				c.texts().stream().map(Particulars::member).toList());
	}

	/** For sketches, which show of these what tells when a task is due. */
	static Particulars sketched(@Nullable Instant dueAt, @Nullable TaskPriority priority) {
		return new Particulars(dueAt, priority, null, ActivityDirection.OUTBOUND, null, null, null, List.of());
	}

	Activity activity(ActivityType type, ActivityCore core) {
		return switch (type) {
			case TASK -> new Task(core, this.dueAt, Objects.requireNonNull(this.priority), this.reminderAt);
			case CALL -> new Call(core, Objects.requireNonNull(this.direction), this.address, this.duration);
			case EMAIL -> new Email(core, Objects.requireNonNull(this.direction), this.address);
			case MEETING -> new Meeting(core, this.location, this.duration, this.participants);
			case VISIT -> new Visit(core, this.location, this.duration);
			case NOTE -> new Note(core);
		};
	}

	List<Object> parameters() {
		return List.of(Sql.instant(this.dueAt), Sql.constant(this.priority), Sql.instant(this.reminderAt),
				Sql.constant(this.direction), Sql.text(this.address), Sql.text(this.location),
				Sql.integer((this.duration == null) ? null : Math.toIntExact(this.duration.toSeconds())),
				Sql.texts(this.participants.stream().map(NodeId::text).toList()));
	}

	private static @Nullable Duration duration(@Nullable Integer seconds) {
		return (seconds == null) ? null : Duration.ofSeconds(seconds);
	}

	private static MemberId member(String text) {
		return new MemberId(NodeId.decode(MemberId.PREFIX, text));
	}

}
