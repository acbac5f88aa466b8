package dev.rapport.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.rapport.Rewriting;
import dev.rapport.Tenants;
import dev.rapport.graphql.AccessHoles;
import dev.rapport.persistence.TenantDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Proof that the harness can fail: with one predicate, policy, question or rule less it
 * does. All of them are tried in the profile {@code nightly};
 * {@code -Dharness.mutants=12} tries a few. The report is in {@code target/mutants.md}.
 */
@Harness
@Tag("nightly")
class MutantTests {

	private static final int SAMPLE = 12;

	private static final int MUTANTS = Integer.getInteger("harness.mutants", SAMPLE);

	/** Which mutants are tried: for those who look into a few. */
	private static final Pattern ONLY = Pattern.compile(System.getProperty("harness.only", ""));

	private static final long SEED = Long.getLong("harness.seed", 20_261_122);

	private static final double CAUGHT = 0.95;

	/** The few are tried with few operations, so some of them may get through. */
	private static final double OF_FEW = 0.75;

	private static final double EQUIVALENT = 0.10;

	/** Probes that are tried at a time, and the most if nothing is noticed. */
	private static final int LOT = 16;

	private static final int MOST = 160;

	/** What a run must try that tries all there is. */
	private static final int MANY_ENOUGH = 100;

	private static final Set<String> FEW = Set.of("ADMIN of B", "REP of A", "PARTNER of A", "ANALYST of A");

	private static final Set<String> MANY = Set.of("ADMIN of B", "REP of A", "PARTNER of A", "MANAGER of A",
			"AGENT of A", "ANALYST of A");

	private static final Path REPORT = Path.of("target/mutants.md");

	@Autowired
	Tenants tenants;

	@Autowired
	TenantDatabase database;

	@Autowired
	ApplicationContext context;

	@Test
	void noticesWhateverIsTakenAway() throws IOException {
		Instant began = Instant.now();
		World world = new World(this.tenants, this.context, SEED);
		JdbcTemplate owner = this.tenants.owner();
		try (Vault vault = new Vault(owner, world.a.id().value(), world.b.id().value());
				Grants grants = new Grants(this.context)) {
			Corpus corpus = corpus(world, vault, grants);
			System.out.println("mutants: world and corpus after " + since(began));
			Mutants mutants = new Mutants(world, this.context, corpus, grants);
			System.out.println("mutants: population after " + since(began));
			Jury jury = new Jury(world, vault);
			List<Mutant> chosen = mutants.some(MUTANTS, new Random(SEED));
			chosen.removeIf((mutant) -> !ONLY.matcher(mutant.toString()).find());
			Map<Mutant, String> outcome = new LinkedHashMap<>();
			for (Mutant mutant : chosen) {
				String by = caught(mutant, corpus, jury, vault);
				if (survived(by) && Excuse.of(mutant) != null) {
					mutants.excuse(mutant, Excuse.of(mutant));
				}
				else {
					outcome.put(mutant, by);
				}
			}
			report(mutants, outcome, corpus, since(began));
			assertThat(mutants.open()).as("field rules that are not kept though nothing is missing").isEmpty();
			assertThat(share(outcome)).as("share of mutants that were caught, see " + REPORT)
				.isGreaterThanOrEqualTo(chosen.size() < mutants.all().size() ? OF_FEW : CAUGHT);
			assertThat(outcome.size()).as("mutants that were tried")
				.isGreaterThanOrEqualTo(Math.min(chosen.size(), MANY_ENOUGH) - mutants.excused());
			assertThat((double) mutants.equivalent().size()).as("mutants that can't be noticed")
				.isLessThanOrEqualTo(EQUIVALENT * (mutants.all().size() + mutants.equivalent().size()));
		}
	}

	private static Duration since(Instant began) {
		return Duration.between(began, Instant.now());
	}

	private Corpus corpus(World world, Vault vault, Grants grants) {
		Set<String> names = (MUTANTS <= SAMPLE) ? FEW : MANY;
		List<Attacker> attackers = new ArrayList<>(
				world.attackers.stream().filter((attacker) -> names.contains(attacker.name())).toList());
		attackers.addAll(Narrow.attackers(world, grants));
		return new Corpus(world, vault, SEED).gather(this.database, attackers, (MUTANTS <= SAMPLE) ? 1 : 3);
	}

	/**
	 * By what a mutant was caught; empty if it survived, and {@code -} if no probe comes
	 * by there.
	 */
	private String caught(Mutant mutant, Corpus corpus, Jury jury, Vault vault) {
		List<Probe> probes = order(corpus.probes().stream().filter(mutant.concerns()).toList());
		if (mutant.trial() == null && probes.isEmpty()) {
			return "-";
		}
		if (mutant.trial() != null) {
			try (Rewriting.Restored _ = mutant.removal().get()) {
				return mutant.trial().get();
			}
		}
		String found = "";
		for (int from = 0; found.isEmpty() && from < Math.min(MOST, probes.size()); from += LOT) {
			List<Probe> lot = probes.subList(from, Math.min(from + LOT, probes.size()));
			jury.calm(lot);
			try (Rewriting.Restored _ = mutant.removal().get()) {
				found = jury.verdict(lot);
			}
			finally {
				vault.restore();
				AccessHoles.forgetDocuments(this.context);
			}
		}
		if (found.isEmpty() && Boolean.getBoolean("harness.verbose")) {
			System.out.println("SURVIVED " + mutant + " " + probes.size() + " probes");
			probes.stream()
				.limit(5)
				.forEach((probe) -> System.out.println("    " + jury.about(probe) + " " + probe.name() + " "
						+ probe.answer().substring(0, Math.min(300, probe.answer().length()))));
		}
		return found;
	}

	/** Everybody in turn, and of everybody's probes one of each place first. */
	private static List<Probe> order(List<Probe> probes) {
		Map<String, List<Probe>> byName = new LinkedHashMap<>();
		probes.forEach((probe) -> byName.computeIfAbsent(probe.name(), (name) -> new ArrayList<>()).add(probe));
		Map<String, List<Probe>> byAttacker = new LinkedHashMap<>();
		for (int turn = 0; turn < probes.size(); turn++) {
			int now = turn;
			byName.values()
				.stream()
				.filter((same) -> same.size() > now)
				.map((same) -> same.get(now))
				.forEach((probe) -> byAttacker
					.computeIfAbsent(probe.attack().attacker().name(), (name) -> new ArrayList<>())
					.add(probe));
		}
		List<Probe> ordered = new ArrayList<>();
		for (int turn = 0; ordered.size() < probes.size(); turn++) {
			int now = turn;
			byAttacker.values().stream().filter((own) -> own.size() > now).forEach((own) -> ordered.add(own.get(now)));
		}
		return ordered;
	}

	private static double share(Map<Mutant, String> outcome) {
		return (double) outcome.values().stream().filter((by) -> !survived(by)).count() / outcome.size();
	}

	private static boolean survived(String by) {
		return by.isEmpty() || by.equals("-");
	}

	private static void report(Mutants mutants, Map<Mutant, String> outcome, Corpus corpus, Duration time)
			throws IOException {
		long survived = outcome.values().stream().filter(MutantTests::survived).count();
		String head = "mutants: %d tried of %d, %d caught, %d survived, %d can't be noticed, %d probes, seed %d, %s"
			.formatted(outcome.size(), mutants.all().size(), outcome.size() - survived, survived,
					mutants.equivalent().size(), corpus.probes().size(), SEED, time);
		StringBuilder text = new StringBuilder("# Mutants of the walls\n\n" + head + "\n\n");
		counts(outcome, text);
		text.append("\n| kind | mutant | caught by |\n|---|---|---|\n");
		outcome.forEach((mutant, by) -> text
			.append(row(mutant.kind().words, mutant.what(), survived(by) ? "**survived** " + by : by)));
		text.append("\n| can't be noticed | reason |\n|---|---|\n");
		mutants.equivalent().forEach((mutant, reason) -> text.append(row(mutant, reason)));
		Files.writeString(REPORT, text);
		System.out.println(head + "; see " + REPORT);
		if (outcome.size() <= SAMPLE) {
			outcome.forEach((mutant, by) -> System.out.println("  " + mutant + "  <-  " + by));
		}
	}

	private static void counts(Map<Mutant, String> outcome, StringBuilder text) {
		Map<String, int[]> kinds = new TreeMap<>();
		outcome.forEach((mutant, by) -> {
			int[] counts = kinds.computeIfAbsent(mutant.kind().words, (kind) -> new int[2]);
			counts[0]++;
			counts[1] += survived(by) ? 0 : 1;
		});
		text.append("| kind | tried | caught |\n|---|---|---|\n");
		kinds.forEach((kind, counts) -> text.append(row(kind, "" + counts[0], "" + counts[1])));
	}

	private static String row(String... cells) {
		StringBuilder row = new StringBuilder("|");
		for (String cell : cells) {
			row.append(' ').append(cell.replace("|", "\\|").replaceAll("\\s+", " ")).append(" |");
		}
		return row.append('\n').toString();
	}

}
