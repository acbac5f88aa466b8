package dev.rapport.harness;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** What an assault brought to light, and how much was looked at. */
final class Findings {

	/** The most that are kept; one is enough to fail. */
	private static final int MOST = 20;

	private static final int EXCERPT = 1_500;

	private final List<String> failures = new CopyOnWriteArrayList<>();

	private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();

	void count(String what) {
		this.counts.computeIfAbsent(what, (key) -> new AtomicLong()).incrementAndGet();
	}

	long of(String what) {
		AtomicLong count = this.counts.get(what);
		return (count == null) ? 0 : count.get();
	}

	void fail(String oracle, Attack attack, String answer, String other) {
		count("FAILED " + oracle);
		if (this.failures.size() < MOST || oracle.startsWith("LEAK")) {
			this.failures.add("%s: %s%n  %s%n  %s%n  answer: %s%n  absent: %s".formatted(oracle, attack,
					attack.hostile().document(), Service.json(attack.hostile().variables()), excerpt(answer),
					excerpt(other)));
		}
	}

	void fail(String oracle, String what) {
		count("FAILED " + oracle);
		this.failures.add(oracle + ": " + what);
	}

	private static String excerpt(String text) {
		return (text.length() <= EXCERPT) ? text : text.substring(0, EXCERPT) + "…";
	}

	List<String> failures() {
		return this.failures;
	}

	boolean clean() {
		return this.failures.isEmpty();
	}

	/** The counts by oracle and by error code. */
	String summary() {
		return new TreeMap<>(this.counts).entrySet()
			.stream()
			.map((entry) -> entry.getKey() + "=" + entry.getValue())
			.collect(Collectors.joining(", "));
	}

}
