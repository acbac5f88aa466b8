package dev.rapport.territory;

import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.Checks;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;

/**
 * A part of the world: a country, or only a region of it, or only where postal codes
 * begin like this.
 *
 * @param country ISO 3166-1 alpha-2
 * @param region as addresses name it, capital and small letters alike
 * @param postalPrefix letters and digits
 */
record Area(String country, @Nullable String region, @Nullable String postalPrefix) {

	private static final Pattern PREFIX = Pattern.compile("[0-9A-Za-z]{1,10}");

	/** Reads at least one area. */
	static List<Area> read(Input input) {
		List<Input> areas = Checks.items(input.children("areas"), input.at("areas"));
		if (areas.isEmpty()) {
			throw new Problem.Violation(ErrorCode.REQUIRED, input.at("areas"), "required");
		}
		return areas.stream().map(Area::of).distinct().toList();
	}

	private static Area of(Input input) {
		String region = Checks.line(input.textOrNull("region"), input.at("region"));
		String prefix = input.textOrNull("postalPrefix");
		if (prefix != null && !PREFIX.matcher(prefix).matches()) {
			throw new Problem.Violation(ErrorCode.INVALID_FORMAT, input.at("postalPrefix"), "territory.postalPrefix");
		}
		if (prefix != null && region != null) {
			throw new Problem.Violation(ErrorCode.OUT_OF_RANGE, input.at("postalPrefix"), "territory.area");
		}
		return new Area(input.text("country"), region, prefix);
	}

}
