package dev.rapport.pipeline;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.rapport.events.Aggregate;
import dev.rapport.events.Facts;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;

/**
 * A way in which sales proceed.
 *
 * @param stages in their order
 * @param archivedAt null while it is live
 */
public record Pipeline(PipelineId id, int version, String name, List<Stage> stages, Stamp stamp,
		@Nullable Instant archivedAt) implements Aggregate {

	/** A new pipeline, at version 1. */
	public static PipelineEvent.Created create(PipelineId id, String name, List<Stage> stages, Stamp stamp) {
		return new PipelineEvent.Created(new Pipeline(id, 1, name, complete(stages), stamp, null));
	}

	Pipeline expecting(@Nullable Integer version) {
		if (version != null && version != this.version) {
			throw new Problem.Conflict(this);
		}
		return this;
	}

	/** Renames it, or replaces its stages; a stage that stays keeps its category. */
	PipelineEvent.Updated update(String name, List<Stage> stages, Stamp stamp) {
		keepsCategories(stages);
		return new PipelineEvent.Updated(live("input.id"),
				new Pipeline(this.id, this.version + 1, name, complete(stages), stamp, null));
	}

	PipelineEvent.Archived archive(Stamp stamp) {
		return new PipelineEvent.Archived(live("input.id"),
				new Pipeline(this.id, this.version + 1, this.name, this.stages, stamp, stamp.updatedAt()));
	}

	/** The first stage of a category. */
	public Stage first(StageCategory category) {
		return this.stages.stream().filter((stage) -> stage.category() == category).findFirst().orElseThrow();
	}

	/**
	 * This pipeline, if it is not archived.
	 * @param path where it stands in the input
	 */
	public Pipeline live(String path) {
		if (this.archivedAt != null) {
			throw new Problem.Violation(ErrorCode.ARCHIVED, path, "archived");
		}
		return this;
	}

	private void keepsCategories(List<Stage> stages) {
		for (Stage stage : stages) {
			boolean changed = this.stages.stream()
				.anyMatch((known) -> known.id().equals(stage.id()) && known.category() != stage.category());
			if (changed) {
				throw new Problem.Violation(ErrorCode.IN_USE, "input.stages", "stage.fixed", stage.key());
			}
		}
	}

	private static List<Stage> complete(List<Stage> stages) {
		Set<String> keys = new HashSet<>();
		for (Stage stage : stages) {
			if (!keys.add(stage.key())) {
				throw new Problem.Violation(ErrorCode.DUPLICATE, "input.stages", "stage.duplicate", stage.key());
			}
		}
		for (StageCategory category : StageCategory.values()) {
			if (stages.stream().noneMatch((stage) -> stage.category() == category)) {
				throw new Problem.Violation(ErrorCode.REQUIRED, "input.stages", "stage.category", category);
			}
		}
		return List.copyOf(stages);
	}

	public Instant createdAt() {
		return this.stamp.createdAt();
	}

	@Override
	public Instant updatedAt() {
		return this.stamp.updatedAt();
	}

	@Override
	public Map<String, @Nullable Object> facts() {
		return new Facts().with("id", this.id)
			.with("name", this.name)
			.with("stages", this.stages)
			.with("createdAt", createdAt())
			.with("updatedAt", updatedAt())
			.with("archivedAt", this.archivedAt)
			.toMap();
	}

}
