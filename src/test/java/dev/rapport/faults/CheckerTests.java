package dev.rapport.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.embedded.DevelopmentIssuer;
import dev.rapport.faults.FinalState.Entry;
import dev.rapport.faults.FinalState.Row;
import dev.rapport.faults.History.Effect;
import dev.rapport.faults.History.Outcome;
import dev.rapport.faults.History.Post;
import dev.rapport.faults.History.Read;
import dev.rapport.faults.History.Refusal;
import dev.rapport.faults.History.Write;
import dev.rapport.faults.Recording.Bug;
import dev.rapport.faults.Recording.Recorded;

import static org.assertj.core.api.Assertions.assertThat;

/** The checker finds each seeded bug by the invariant that it breaks, and no other. */
@RapportTest
@Timeout(60)
final class CheckerTests {

	@Autowired
	Tenants tenants;

	@Autowired
	DevelopmentIssuer issuer;

	@LocalServerPort
	int port;

	@ParameterizedTest
	@CsvSource({ "NONE,", "DROPS_ONE, I4_COMPLETE", "SWAPS_TWO, I4_ORDER", "REPEATS_WITHOUT_ID, I4_IDENTITY",
			"SKIPS_ON_RECONNECT, I4_COMPLETE I4_RESUMED", "ACKNOWLEDGES_BEFORE_COMMIT, I1_ACKNOWLEDGED" })
	void findsSeededBugs(Bug bug, @Nullable String found) {
		Recorded recorded = record(bug);
		Verdict verdict = Checker.check(recorded.history(), recorded.state(), Set.of());
		assertThat(verdict.violated()).as(verdict.toString())
			.extracting(Invariant::name)
			.isEqualTo((found == null) ? List.of() : List.of(found.split(" ")));
	}

	@Test
	void findsWhatIsWrongInTheDatabase() {
		Recorded recorded = record(Bug.NONE);
		FinalState state = recorded.state();
		assertThat(
				violated(recorded.history(), rows(state, (row) -> new Row(row.id(), row.version() + 1, row.marks()))))
			.containsExactly(Invariant.I2_FOLD);
		assertThat(violated(recorded.history(), new FinalState(0, state.log(), state.rows().subList(1, 1))))
			.containsExactly(Invariant.I2_FOLD);
		List<Entry> gap = new ArrayList<>(state.log());
		gap.set(3, moved(gap.get(3)));
		assertThat(violated(recorded.history(), new FinalState(0, gap, state.rows()))).contains(Invariant.I3_DENSE);
		List<Entry> twice = new ArrayList<>(state.log());
		Entry last = twice.getLast();
		twice
			.add(new Entry(last.position() + 1, UUID.randomUUID(), last.aggregate(), last.version() + 1, last.marks()));
		assertThat(violated(recorded.history(), new FinalState(0, twice, state.rows())))
			.contains(Invariant.I6_ONE_EFFECT);
	}

	@Test
	void findsWhatIsWrongInAnswers() {
		Recorded recorded = record(Bug.NONE);
		History history = recorded.history();
		Entry entry = recorded.state().log().getLast();
		history.add(new Write("k", entry.mark(), Outcome.ACKNOWLEDGED,
				List.of(new Effect(entry.aggregate(), entry.version() + 7))));
		assertThat(violated(history, recorded.state())).containsExactly(Invariant.I6_ONE_EFFECT);
		history.add(new Write("k", entry.mark(), Outcome.REFUSED, List.of()));
		assertThat(violated(history, recorded.state())).contains(Invariant.I1_ACKNOWLEDGED);
		history.add(new Read(entry.aggregate(), 2, List.of("a", "b"), 10, 11));
		history.add(new Read(entry.aggregate(), 2, List.of("a"), 12, 13));
		assertThat(violated(history, recorded.state())).contains(Invariant.I7_PREFIX);
		history.add(new Refusal(500, "<html>at dev.rapport.Rapport.main(Rapport.java)"));
		assertThat(violated(history, recorded.state())).contains(Invariant.I8_PUBLISHED);
		String told = recorded.state().log().getFirst().mark();
		assertThat(Checker.check(history, recorded.state(), List.of(told)).violated()).contains(Invariant.I9_FOREIGN);
	}

	/** A webhook that loses a message, one that swaps two, and one that repeats one. */
	@Test
	void findsSeededBugsOfWebhooks() {
		Recorded recorded = record(Bug.NONE);
		List<Post> sent = recorded.state()
			.log()
			.stream()
			.map((entry) -> new Post(entry.event(), entry.aggregate(), entry.version()))
			.toList();
		assertThat(violated(posted(recorded, sent), recorded.state())).isEmpty();
		List<Post> twice = new ArrayList<>(sent);
		twice.addAll(sent.subList(3, 9));
		assertThat(violated(posted(recorded, twice), recorded.state())).isEmpty();
		List<Post> lost = new ArrayList<>(sent);
		lost.remove(sent.size() - 1);
		assertThat(violated(posted(recorded, lost), recorded.state())).containsExactly(Invariant.I5_POSTED);
		List<Post> swapped = new ArrayList<>(sent);
		Post second = sent.stream().filter((post) -> post.version() == 2).findFirst().orElseThrow();
		swapped.remove(second);
		swapped.addFirst(second);
		assertThat(violated(posted(recorded, swapped), recorded.state())).containsExactly(Invariant.I5_ORDER);
		List<Post> invented = new ArrayList<>(sent);
		invented.add(new Post(UUID.randomUUID(), second.aggregate(), 2));
		assertThat(violated(posted(recorded, invented), recorded.state())).containsExactly(Invariant.I4_IDENTITY);
	}

	private static History posted(Recorded recorded, List<Post> posts) {
		History history = new History();
		recorded.history().writes().forEach(history::add);
		history.hooks();
		posts.forEach(history::add);
		return history;
	}

	private Recorded record(Bug bug) {
		Tenants.Tenant tenant = this.tenants.found();
		return Recording.of(tenant, this.issuer.token(tenant.key(), "ann"), this.port, bug);
	}

	private static Set<Invariant> violated(History history, FinalState state) {
		return Checker.check(history, state, Set.of()).violated();
	}

	private static FinalState rows(FinalState state, UnaryOperator<Row> change) {
		return new FinalState(0, state.log(), state.rows().stream().map(change).toList());
	}

	private static Entry moved(Entry entry) {
		return new Entry(entry.position() + 1, entry.event(), entry.aggregate(), entry.version(), entry.marks());
	}

}
