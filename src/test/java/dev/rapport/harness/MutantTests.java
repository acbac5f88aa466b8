package dev.rapport.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.rapport.Rewriting;
import dev.rapport.Tenants;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.Sight;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Proof that the harness can fail: with one predicate, policy or right less it does. It
 * runs only with {@code -Dharness.mutants=200} or another number, as in the profile
 * {@code nightly}.
 */
@Harness
@EnabledIfSystemProperty(named = "harness.mutants", matches = "\\d+")
class MutantTests {

	private static final int MUTANTS = Integer.getInteger("harness.mutants", 12);

	private static final long SEED = Long.getLong("harness.seed", System.nanoTime());

	private static final double CAUGHT = 0.95;

	/** Attacks on one mutant, and how many of them at a time. */
	private static final int ATTACKS = 1_500;

	private static final int LOT = 300;

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	@Autowired
	Tenants tenants;

	@Autowired
	ApplicationContext context;

	@Test
	void noticesWhateverIsTakenAway() throws IOException {
		World world = new World(this.tenants, this.context, SEED);
		List<Mutant> mutants = new ArrayList<>(all(world));
		Collections.shuffle(mutants, new Random(SEED));
		Map<Mutant, String> outcome = new LinkedHashMap<>();
		for (Mutant mutant : mutants.subList(0, Math.min(MUTANTS, mutants.size()))) {
			outcome.put(mutant, caught(world, mutant));
		}
		long survived = outcome.values().stream().filter(String::isEmpty).count();
		report(mutants.size(), outcome, survived);
		assertThat(1.0 - (double) survived / outcome.size())
			.as("share of mutants that were caught, see target/mutants.md")
			.isGreaterThanOrEqualTo((outcome.size() < 100) ? CAUGHT - 0.1 : CAUGHT);
	}

	private List<Mutant> all(World world) {
		Set<String> statements = statements(world);
		List<Mutant> mutants = new ArrayList<>();
		List<String> tables = new ArrayList<>(Twin.tables(this.tenants.owner()));
		tables.add("event_head");
		mutants.addAll(Mutation.tenants(statements, tables));
		mutants.addAll(Mutation.policies(tables));
		mutants.addAll(Mutation.rows(statements));
		for (Attacker attacker : world.attackers) {
			attacker.hidden()
				.stream()
				.map(Planted::kind)
				.filter((kind) -> !attacker.foreign() && !kind.isEmpty() && !kind.equals("comments"))
				.distinct()
				.forEach((kind) -> mutants.add(Mutant.ofRights(attacker + " reads all " + kind,
						(actor) -> actor.member().equals(attacker.actor().member()) ? reading(actor, kind) : actor)));
		}
		return mutants;
	}

	private static Actor reading(Actor actor, String kind) {
		Rights rights = actor.rights().reading(kind, Sight.ALL);
		return actor.with(rights);
	}

	/** The statements that attacks lead to. */
	private static Set<String> statements(World world) {
		try (Rewriting.Restored _ = Rewriting.collect()) {
			Attacks attacks = new Attacks(world, SEED);
			new Assault(world).on(attacks.probes(true, ATTACKS / 2), new Ledger(Map.of()), PATIENCE);
			new Assault(world).on(attacks.probes(false, ATTACKS / 2), new Ledger(Map.of()), PATIENCE);
		}
		return Rewriting.collected();
	}

	/** By what a mutant was caught; empty if it survived. */
	private String caught(World world, Mutant mutant) {
		JdbcTemplate owner = this.tenants.owner();
		try (Rewriting.Restored _ = Rewriting.by(mutant.rewrite())) {
			mutant.opened()
				.forEach((table) -> owner
					.execute("create policy harness_open on " + table + " using (true) with check (true)"));
			Assault assault = new Assault(world.with(mutant.rights()));
			Ledger before = Ledger.of(owner, world.a.id().value());
			List<Attack> attacks = new Attacks(world.with(mutant.rights()), SEED).probes(mutant.inside(), ATTACKS);
			for (int from = 0; from < attacks.size() && assault.findings().clean(); from += LOT) {
				assault.on(attacks.subList(from, Math.min(attacks.size(), from + LOT)), before, PATIENCE);
			}
			return assault.findings().clean() ? ""
					: assault.findings().failures().getFirst().lines().findFirst().orElse("?");
		}
		finally {
			mutant.opened().forEach((table) -> owner.execute("drop policy if exists harness_open on " + table));
		}
	}

	private static void report(int known, Map<Mutant, String> outcome, long survived) throws IOException {
		StringBuilder text = new StringBuilder("# Mutants of the walls\n\n");
		text.append("%s: %d of %d tried, %d survived, seed %d%n%n".formatted(Instant.now(), outcome.size(), known,
				survived, SEED));
		text.append("| mutant | caught by |\n|---|---|\n");
		outcome.forEach((mutant, by) -> text.append("| ")
			.append(cell(mutant.toString()))
			.append(" | ")
			.append(cell(by.isEmpty() ? "**survived**" : by))
			.append(" |\n"));
		Files.writeString(Path.of("target/mutants.md"), text);
		System.out
			.println("mutants: seed %d, %d of %d tried, %d survived".formatted(SEED, outcome.size(), known, survived));
	}

	private static String cell(String text) {
		return text.replace("|", "\\|").replaceAll("\\s+", " ");
	}

}
