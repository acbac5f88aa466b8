package dev.rapport.harness;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.rapport.events.Lapses;
import dev.rapport.graphql.AccessHoles;
import dev.rapport.persistence.TenantDatabase;

/** Everything that can be taken away, found in the running system. */
final class Mutants {

	private final List<Mutant> all = new ArrayList<>();

	private final Map<String, String> equivalent = new TreeMap<>();

	private final List<String> open;

	private int excused;

	Mutants(World world, ApplicationContext context, Corpus corpus, Grants grants) {
		JdbcTemplate owner = world.a.tenants().owner();
		Set<String> statements = new HashSet<>();
		Set<String> questions = new HashSet<>();
		corpus.probes()
			.forEach((probe) -> (probe.isInside() ? questions : statements)
				.addAll(probe.isInside() ? probe.questions() : probe.statements()));
		List<String> tables = Ledger.tables(owner);
		this.all.addAll(Mutation.tenants(owner, statements, tables));
		Map<Boolean, List<String>> asked = tables.stream()
			.collect(Collectors
				.partitioningBy((table) -> statements.stream().anyMatch((sql) -> Mutation.asks(sql, table))));
		this.all.addAll(Mutation.policies(owner, asked.get(true)));
		asked.get(false)
			.forEach((table) -> this.equivalent.put(Mutant.Kind.POLICY.words + ": " + table,
					"no statement asks for rows of it by their tenant: they are only inserted, or taken by their whole key"));
		this.all.addAll(Mutation.questions(context.getBean(TenantDatabase.class), questions));
		this.all.addAll(Mutation.functions(owner));
		events(world, context);
		AccessHoles holes = new AccessHoles(context);
		Restricted caller = new Restricted(grants, world.vera().actor(), Set.copyOf(holes.scopes().values()));
		FieldTrials fields = new FieldTrials(world, holes, caller);
		this.all.addAll(fields.mutants());
		this.open = fields.open();
		ScopeTrials scopes = new ScopeTrials(world, holes, caller);
		this.all.addAll(scopes.mutants());
		scopes.equivalent()
			.forEach((coordinate, reason) -> this.equivalent.put(Mutant.Kind.SCOPE.words + ": " + coordinate, reason));
	}

	private void events(World world, ApplicationContext context) {
		Lapses.references(context).forEach((type, references) -> {
			String followed = type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1) + "Changed";
			if (world.shape.roots().stream().anyMatch((root) -> root.name().equals(followed))) {
				this.all.add(new Mutant(Mutant.Kind.AUDIENCE, type, () -> Lapses.inAudience(context, type),
						(probe) -> probe.isInside() && probe.attack().coordinate().equals("subscription." + followed),
						null));
			}
			references.keySet()
				.forEach(
						(fact) -> this.all
							.add(new Mutant(Mutant.Kind.REFERENCE, type + "." + fact,
									() -> Lapses.inReferences(context, type, fact),
									(probe) -> probe.isInside() && probe.isMutation()
											&& probe.attack().coordinate().contains(fact.replaceFirst("s$", "")),
									null)));
		});
	}

	List<Mutant> all() {
		return this.all;
	}

	/** What can't be noticed by anybody, with the reason. */
	Map<String, String> equivalent() {
		return this.equivalent;
	}

	/** Notes what can't be noticed, with the reason. */
	void excuse(Mutant mutant, String reason) {
		this.equivalent.put(mutant.toString(), reason);
		this.excused++;
	}

	/** How many of all were excused when nobody had noticed them. */
	int excused() {
		return this.excused;
	}

	/** Rules that are not kept although nothing is missing. */
	List<String> open() {
		return this.open;
	}

	/** Some of each kind, as chance picks; all kinds in turn. */
	List<Mutant> some(int count, Random random) {
		Map<Mutant.Kind, List<Mutant>> kinds = new LinkedHashMap<>();
		List<Mutant> shuffled = new ArrayList<>(this.all);
		java.util.Collections.shuffle(shuffled, random);
		shuffled.forEach((mutant) -> kinds.computeIfAbsent(mutant.kind(), (kind) -> new ArrayList<>()).add(mutant));
		List<Mutant> some = new ArrayList<>();
		for (int turn = 0; some.size() < Math.min(count, shuffled.size()); turn++) {
			for (List<Mutant> kind : kinds.values()) {
				if (turn < kind.size() && some.size() < count) {
					some.add(kind.get(turn));
				}
			}
		}
		return some;
	}

}
