package dev.rapport.pipeline;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.Checks;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.persistence.Ids;

/**
 * One stage of a pipeline.
 *
 * @param place its place in the pipeline, from 1
 * @param key unique in the pipeline; capital letters, digits and underscores
 * @param probability how likely an opportunity here is won, in percent; 100 where it is
 * won, 0 where it is lost
 * @param gates what an opportunity must have before it may enter
 * @param maxDays how long an opportunity should stay; null if nobody says
 */
public record Stage(StageId id, PipelineId pipeline, int place, String key, String name, StageCategory category,
		int probability, List<Gate> gates, @Nullable Integer maxDays) {

	/** The most stages of a pipeline. */
	static final int MOST = 30;

	private static final int CERTAIN = 100;

	private static final int LONGEST_DAYS = 3_650;

	/**
	 * The stages of a pipeline as a client describes them, in that order; one without an
	 * id is new.
	 * @param known the stages that the pipeline has
	 */
	static List<Stage> readAll(Input input, PipelineId pipeline, List<Stage> known) {
		List<Input> children = input.children("stages");
		if (children.size() > MOST) {
			throw new Problem.Violation(ErrorCode.TOO_MANY, input.at("stages"), "tooMany", MOST);
		}
		Set<StageId> left = known.stream().map(Stage::id).collect(Collectors.toCollection(HashSet::new));
		List<Stage> stages = new ArrayList<>(children.size());
		for (Input child : children) {
			stages.add(read(child, pipeline, stages.size() + 1, left));
		}
		return stages;
	}

	private static Stage read(Input input, PipelineId pipeline, int place, Set<StageId> left) {
		StageId id = input.idOrNull("id", StageId.PREFIX, StageId::new);
		if (id != null && !left.remove(id)) {
			throw new Problem.NotFound(input.at("id"), id);
		}
		StageCategory category = input.constant("category", StageCategory.class);
		Integer maxDays = input.integerOrNull("maxDays");
		return new Stage((id == null) ? new StageId(Ids.next()) : id, pipeline, place, key(input),
				Checks.name(input.text("name"), input.at("name")), category, probability(input, category),
				input.constants("gates", Gate.class).stream().distinct().toList(), (maxDays == null) ? null
						: Integer.valueOf(Checks.range(maxDays, 1, LONGEST_DAYS, input.at("maxDays"))));
	}

	private static String key(Input input) {
		String key = input.text("key");
		if (!key.matches("[A-Z][A-Z0-9_]{0,49}")) {
			throw new Problem.Violation(ErrorCode.INVALID_FORMAT, input.at("key"), "stage.key");
		}
		return key;
	}

	private static int probability(Input input, StageCategory category) {
		Integer probability = input.integerOrNull("probability");
		return switch (category) {
			case WON -> CERTAIN;
			case LOST -> 0;
			case OPEN -> Checks.range((probability == null) ? 0 : probability, 0, CERTAIN, input.at("probability"));
		};
	}

}
