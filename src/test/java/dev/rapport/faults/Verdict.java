package dev.rapport.faults;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** How often each invariant was looked at, and where it did not hold. */
final class Verdict {

	/** How many violations of each invariant are told in words. */
	private static final int TOLD = 5;

	private final Map<Invariant, Integer> looked = new EnumMap<>(Invariant.class);

	private final Map<Invariant, List<String>> violations = new EnumMap<>(Invariant.class);

	/** Notes one look at an invariant. */
	void expect(Invariant invariant, boolean holds, Supplier<String> otherwise) {
		this.looked.merge(invariant, 1, Integer::sum);
		if (!holds) {
			this.violations.computeIfAbsent(invariant, (key) -> new ArrayList<>()).add(otherwise.get());
		}
	}

	void add(Verdict other) {
		other.looked.forEach((invariant, count) -> this.looked.merge(invariant, count, Integer::sum));
		other.violations.forEach((invariant,
				found) -> this.violations.computeIfAbsent(invariant, (key) -> new ArrayList<>()).addAll(found));
	}

	Set<Invariant> violated() {
		return this.violations.keySet();
	}

	int count() {
		return this.violations.values().stream().mapToInt(List::size).sum();
	}

	/** A line for each invariant: what it is, how many violations of how many looks. */
	@Override
	public String toString() {
		StringBuilder text = new StringBuilder();
		this.looked.forEach((invariant, count) -> {
			List<String> found = this.violations.getOrDefault(invariant, List.of());
			text.append("%s %s %d/%,d%n".formatted(invariant, found.isEmpty() ? "PASS" : "FAIL", found.size(), count));
			found.stream().limit(TOLD).forEach((violation) -> text.append("  ").append(violation).append('\n'));
		});
		return text.toString();
	}

}
