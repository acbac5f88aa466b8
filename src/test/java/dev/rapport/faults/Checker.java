package dev.rapport.faults;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import dev.rapport.Wire;
import dev.rapport.faults.FinalState.Entry;
import dev.rapport.faults.History.Delivery;
import dev.rapport.faults.History.Effect;
import dev.rapport.faults.History.Outcome;
import dev.rapport.faults.History.Read;
import dev.rapport.faults.History.Refusal;
import dev.rapport.faults.History.Write;
import dev.rapport.kernel.ApiCode;

/**
 * Holds the history of one tenant's clients against what the database holds in the end,
 * one invariant after the other.
 */
final class Checker {

	private static final Set<String> CODES = Arrays.stream(ApiCode.values())
		.map(ApiCode::name)
		.collect(Collectors.toUnmodifiableSet());

	/** What the inside looks like: stack traces, statements, names of classes. */
	private static final Pattern INSIDE = Pattern
		.compile("\\bat [a-z]+\\.[\\w.]+\\(|Exception|r2dbc|postgres|insert into|select |event_log|127\\.0\\.0\\.1");

	private final Verdict verdict = new Verdict();

	private final History history;

	private final FinalState state;

	private final Map<UUID, Entry> byEvent = new HashMap<>();

	private final Map<UUID, Integer> places = new HashMap<>();

	private final Map<String, List<Entry>> byMark = new HashMap<>();

	private Checker(History history, FinalState state) {
		this.history = history;
		this.state = state;
		for (Entry entry : state.log()) {
			this.places.put(entry.event(), this.places.size());
			this.byEvent.put(entry.event(), entry);
			this.byMark.computeIfAbsent(entry.mark(), (mark) -> new ArrayList<>()).add(entry);
		}
	}

	/**
	 * Checks everything.
	 * @param foreign texts that no answer may contain, since they belong to others
	 */
	static Verdict check(History history, FinalState state, Collection<String> foreign) {
		Checker checker = new Checker(history, state);
		history.writes().forEach(checker::written);
		checker.folds();
		checker.dense();
		Map<String, List<Delivery>> streams = history.deliveries()
			.stream()
			.collect(Collectors.groupingBy(Delivery::stream));
		history.streams().forEach((stream) -> checker.streamed(stream, streams.getOrDefault(stream, List.of())));
		if (history.hooked()) {
			checker.posted();
		}
		history.reads().stream().collect(Collectors.groupingBy(Read::aggregate)).values().forEach(checker::readInOrder);
		history.refusals().forEach(checker::published);
		checker.nothingOf(foreign);
		return checker.verdict;
	}

	private void written(Write write) {
		List<Entry> effects = this.byMark.getOrDefault(write.mark(), List.of());
		this.verdict.expect(Invariant.I1_ACKNOWLEDGED, switch (write.outcome()) {
			case ACKNOWLEDGED -> !effects.isEmpty();
			case REFUSED -> effects.isEmpty();
			case UNKNOWN -> true;
		}, () -> write + " has in the log " + effects);
		Set<Effect> told = Set.copyOf(write.answers());
		Set<Effect> real = effects.stream()
			.map((entry) -> new Effect(entry.aggregate(), entry.version()))
			.collect(Collectors.toSet());
		this.verdict.expect(Invariant.I6_ONE_EFFECT,
				effects.size() <= 1
						&& (write.outcome() != Outcome.ACKNOWLEDGED || effects.isEmpty() || told.equals(real)),
				() -> write + " has the effects " + effects);
	}

	private void folds() {
		Map<UUID, Entry> last = new HashMap<>();
		for (Entry entry : this.state.log()) {
			Entry before = last.put(entry.aggregate(), entry);
			List<String> marks = entry.marks();
			this.verdict.expect(Invariant.I2_FOLD,
					(before == null) ? marks.size() == 1 : before.marks().equals(marks.subList(0, marks.size() - 1)),
					() -> entry + " does not add to " + before);
		}
		Map<UUID, FinalState.Row> rows = this.state.rows()
			.stream()
			.collect(Collectors.toMap(FinalState.Row::id, (row) -> row));
		this.verdict.expect(Invariant.I2_FOLD, rows.keySet().equals(last.keySet()), () -> "rows without events");
		last.forEach((id, entry) -> this.verdict.expect(Invariant.I2_FOLD,
				new FinalState.Row(id, entry.version(), entry.marks()).equals(rows.get(id)),
				() -> rows.get(id) + " is not what " + entry + " says"));
	}

	private void dense() {
		long expected = this.state.before() + 1;
		Map<UUID, Integer> versions = new HashMap<>();
		for (Entry entry : this.state.log()) {
			long position = expected++;
			int version = versions.merge(entry.aggregate(), 1, Integer::sum);
			this.verdict.expect(Invariant.I3_DENSE, entry.position() == position && entry.version() == version,
					() -> "position " + position + " and version " + version + " expected, not " + entry);
		}
		this.verdict.expect(Invariant.I3_DENSE, this.byEvent.size() == this.state.log().size(),
				() -> "ids of events are repeated");
	}

	private void streamed(String stream, List<Delivery> deliveries) {
		Set<Integer> seen = new HashSet<>();
		int connection = 0;
		int reached = -1;
		int furthest = -1;
		for (Delivery delivery : deliveries) {
			Integer place = place(delivery);
			if (place == null) {
				continue;
			}
			if (delivery.connection() == connection) {
				int before = reached;
				this.verdict.expect(Invariant.I4_ORDER, place > before,
						() -> stream + " got " + delivery + " after place " + before);
			}
			else {
				int next = furthest + 1;
				this.verdict.expect(Invariant.I4_RESUMED, place <= next,
						() -> stream + " went on at place " + place + " instead of " + next);
			}
			connection = delivery.connection();
			reached = place;
			furthest = Math.max(furthest, place);
			seen.add(place);
		}
		this.verdict.expect(Invariant.I4_COMPLETE, seen.size() == this.state.log().size(),
				() -> stream + " got " + seen.size() + " of " + this.state.log().size() + " events");
	}

	/** Where in the log a delivered event is; null if it is not the one that it says. */
	private @Nullable Integer place(Delivery delivery) {
		Entry entry = (delivery.event() == null) ? null : this.byEvent.get(delivery.event());
		boolean known = entry != null && entry.aggregate().equals(delivery.aggregate())
				&& entry.version() == delivery.version();
		this.verdict.expect(Invariant.I4_IDENTITY, known, () -> delivery + " is not in the log");
		return known ? this.places.get(delivery.event()) : null;
	}

	/** Messages of a webhook may be repeated, but a record has no first one too early. */
	private void posted() {
		Set<UUID> taken = new HashSet<>();
		Map<UUID, Integer> versions = new HashMap<>();
		for (History.Post post : this.history.posts()) {
			Entry entry = this.byEvent.get(post.event());
			this.verdict.expect(Invariant.I4_IDENTITY,
					entry != null && entry.aggregate().equals(post.aggregate()) && entry.version() == post.version(),
					() -> post + " is not in the log");
			int before = versions.getOrDefault(post.aggregate(), 0);
			this.verdict.expect(Invariant.I5_ORDER, post.version() <= before + 1,
					() -> post + " was sent after version " + before);
			versions.put(post.aggregate(), Math.max(before, post.version()));
			taken.add(post.event());
		}
		this.state.log()
			.forEach((entry) -> this.verdict.expect(Invariant.I5_POSTED, taken.contains(entry.event()),
					() -> entry + " was not sent"));
	}

	/** A read that began when another had ended must know at least as much. */
	private void readInOrder(List<Read> reads) {
		List<Read> ordered = reads.stream().sorted((one, two) -> Long.compare(one.begun(), two.begun())).toList();
		for (int i = 0; i < ordered.size(); i++) {
			Read later = ordered.get(i);
			for (Read earlier : ordered.subList(0, i)) {
				boolean extended = starts(later.marks(), earlier.marks());
				this.verdict.expect(Invariant.I7_PREFIX,
						extended || (starts(earlier.marks(), later.marks()) && earlier.ended() > later.begun()),
						() -> later + " does not extend " + earlier);
			}
		}
	}

	private static boolean starts(List<String> list, List<String> beginning) {
		return list.size() >= beginning.size() && list.subList(0, beginning.size()).equals(beginning);
	}

	private void published(Refusal refusal) {
		this.verdict.expect(Invariant.I8_PUBLISHED, isPublished(refusal), refusal::toString);
	}

	private static boolean isPublished(Refusal refusal) {
		try {
			JsonNode extensions = Wire.JSON.readTree(refusal.text()).at("/errors/0/extensions");
			return CODES.contains(extensions.path("code").asString("")) && extensions.has("requestId")
					&& extensions.path("retryable").isBoolean() && !INSIDE.matcher(refusal.text()).find();
		}
		catch (JacksonException noJson) {
			return false;
		}
	}

	private void nothingOf(Collection<String> foreign) {
		this.history.deliveries().forEach((delivery) -> nothingOf(foreign, delivery.text()));
		this.history.refusals().forEach((refusal) -> nothingOf(foreign, refusal.text()));
		this.history.reads().forEach((read) -> nothingOf(foreign, read.marks().toString()));
	}

	private void nothingOf(Collection<String> foreign, String text) {
		this.verdict.expect(Invariant.I9_FOREIGN, foreign.stream().noneMatch(text::contains), () -> text);
	}

}
