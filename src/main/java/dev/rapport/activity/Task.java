package dev.rapport.activity;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.rapport.events.Facts;
import dev.rapport.kernel.Input;

/**
 * Something to be done.
 *
 * @param dueAt by when; null if there is no hurry
 * @param reminderAt when to remind its owner
 */
public record Task(ActivityCore core, @Nullable Instant dueAt, TaskPriority priority,
		@Nullable Instant reminderAt) implements Activity {

	static Task read(ActivityCore core, Input input) {
		return new Task(core, input.instantOrNull("dueAt"), input.constant("priority", TaskPriority.class),
				input.instantOrNull("reminderAt"));
	}

	@Override
	public ActivityType type() {
		return ActivityType.TASK;
	}

	@Override
	public Task with(ActivityCore core) {
		return new Task(core, this.dueAt, this.priority, this.reminderAt);
	}

	@Override
	public Task patched(Input input) {
		return new Task(this.core, this.dueAt,
				input.has("priority") ? input.constant("priority", TaskPriority.class) : this.priority,
				input.has("reminderAt") ? input.instantOrNull("reminderAt") : this.reminderAt);
	}

	@Override
	public Task scheduled(@Nullable Instant at) {
		return new Task(this.core, at, this.priority, this.reminderAt);
	}

	@Override
	public @Nullable Instant scheduledAt() {
		return this.dueAt;
	}

	/** When it was done; null while it is not. */
	public @Nullable Instant completedAt() {
		return occurredAt();
	}

	@Override
	public Facts facts(Facts common) {
		return common.with("dueAt", this.dueAt).with("priority", this.priority).with("reminderAt", this.reminderAt);
	}

}
