package dev.rapport.harness;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.jdbc.core.JdbcTemplate;

import dev.rapport.Rewriting;
import dev.rapport.persistence.Questions;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.Sight;

/**
 * How statements are changed to take a wall down: mechanically, each predicate of each
 * statement that was seen on its own.
 */
final class Mutation {

	static final Pattern TENANT = Pattern.compile("\\b(?:(\\w+)\\.)?tenant_id = \\$1(?!\\d)");

	private static final String ANY_TENANT = "(\\$1::uuid is not null)";

	private static final Pattern QUESTION = Pattern.compile("\\b(seen|changeable|owned|besides)\\((\\w+), \\w+\\)");

	private static final Pattern OPERAND = Pattern.compile("\\b(?:known|eachKnown)\\((\\w+), (\\$\\d+)\\)");

	private static final String FUNCTIONS = """
			select proname, pg_get_functiondef(oid) from pg_proc
			where prosecdef and pronamespace = 'public'::regnamespace and proname like 'search%' order by 1
			""";

	private static final Pattern CONDITION = Pattern.compile("\\(\\w+\\.tenant_id = app_tenant\\(\\)\\) is true");

	/** The index knows the tenant as well, so what asks for it alone is left out too. */
	private static final Pattern GRAMS = Pattern
		.compile("tenant_grams\\(\\w+\\.tenant_id, [^@]+\\)\\s+@> (?:tenant_grams\\(app_tenant\\(\\), part\\)|\\w+)");

	/** What a statement asks of the column again, behind what the function found. */
	private static final Pattern AGAIN = Pattern
		.compile("[\\w.]+ like search_pattern\\((\\$\\d+)\\)(?= and [\\w.]+ in \\(select search_)");

	private static final int HEAD = 70;

	private static final int TAIL = 90;

	private Mutation() {
	}

	/**
	 * The statement without any of its conditions on the tenant; what it writes stays.
	 */
	static String withoutTenant(String sql) {
		return TENANT.matcher(sql).replaceAll(ANY_TENANT);
	}

	/** One tenant predicate less, while there is no second wall at all. */
	static List<Mutant> tenants(JdbcTemplate owner, Collection<String> statements, List<String> known) {
		Map<String, Mutant> mutants = new TreeMap<>();
		for (String sql : statements) {
			TENANT.matcher(sql).results().forEach((found) -> {
				String place = place(sql, found);
				mutants.computeIfAbsent(place, (key) -> rewriting(Mutant.Kind.PREDICATE, key,
						at(TENANT, key, ANY_TENANT), new Opened(owner, known)));
			});
		}
		return List.copyOf(mutants.values());
	}

	/** One policy less, while no statement asks for its tenant. */
	static List<Mutant> policies(JdbcTemplate owner, Collection<String> tables) {
		return tables.stream()
			.map((table) -> rewriting(Mutant.Kind.POLICY, table, Mutation::withoutTenant,
					new Opened(owner, List.of(table)))
				.concerning((probe) -> probe.statements().stream().anyMatch((sql) -> asks(sql, table))))
			.toList();
	}

	/** Whether a statement asks for rows of a table by their tenant. */
	static boolean asks(String sql, String table) {
		return Pattern.compile("\\b(?:from|join|update)\\s+" + table + "\\b").matcher(sql).find()
				&& TENANT.matcher(sql).find();
	}

	private static Mutant rewriting(Mutant.Kind kind, String what, UnaryOperator<String> rewrite, Opened opened) {
		return new Mutant(kind, what, () -> {
			Rewriting.Restored rewritten = Rewriting.by(rewrite);
			Rewriting.Restored closed = opened.open();
			return () -> {
				closed.close();
				rewritten.close();
			};
		}, (probe) -> !probe.isInside()
				&& probe.statements().stream().anyMatch((sql) -> !rewrite.apply(sql).equals(sql)), null);
	}

	/** One question for rights that everybody passes. */
	static List<Mutant> questions(TenantDatabase database, Collection<String> statements) {
		Map<String, Mutant> mutants = new TreeMap<>();
		for (String sql : statements) {
			QUESTION.matcher(sql).results().forEach((found) -> {
				String place = place(sql, found);
				UnaryOperator<String> rewrite = at(QUESTION, place, "true");
				mutants.computeIfAbsent(place, (key) -> question(database, key, rewrite,
						(probe) -> isRestricted(probe, !found.group(1).equals("changeable"), found.group(2))));
			});
			OPERAND.matcher(sql).results().forEach((found) -> {
				String place = place(sql, found);
				UnaryOperator<String> rewrite = (asked) -> OPERAND.matcher(asked)
					.replaceAll((other) -> Matcher
						.quoteReplacement(place(asked, other).equals(place) ? other.group(2) : other.group()));
				mutants.computeIfAbsent(place, (key) -> question(database, key, rewrite,
						(probe) -> isRestricted(probe, true, found.group(1))));
			});
		}
		return List.copyOf(mutants.values());
	}

	private static Mutant question(TenantDatabase database, String what, UnaryOperator<String> rewrite,
			Predicate<Probe> restricted) {
		return new Mutant(Mutant.Kind.QUESTION, what, () -> Questions.by(database, rewrite),
				(probe) -> restricted.test(probe)
						&& probe.questions().stream().anyMatch((asked) -> !rewrite.apply(asked).equals(asked)),
				null);
	}

	/** Whether the question is one for the caller: who reaches all is not asked. */
	private static boolean isRestricted(Probe probe, boolean read, String kind) {
		Rights rights = probe.attack().attacker().actor().rights();
		Sight sight = read ? rights.reads(kind) : rights.changes(kind);
		return probe.isInside() && (!sight.isAll() || kind.equals("contacts") || kind.equals("activities"));
	}

	/**
	 * One function that looks past row-level security and forgets the tenant. Statements
	 * then trust what it finds: they would ask the column again.
	 */
	static List<Mutant> functions(JdbcTemplate owner) {
		List<Mutant> mutants = new ArrayList<>();
		owner.query(FUNCTIONS, (row) -> {
			String name = row.getString(1);
			String real = row.getString(2);
			Matcher condition = CONDITION.matcher(real);
			for (int i = 1; condition.find(); i++) {
				String forgetful = real.substring(0, condition.start()) + "true"
						+ GRAMS.matcher(real.substring(condition.end())).replaceFirst("true");
				mutants.add(new Mutant(Mutant.Kind.FUNCTION, name + " " + i, () -> {
					Rewriting.Restored trusting = Rewriting
						.by((sql) -> AGAIN.matcher(sql).replaceAll("($1::text is not null)"));
					owner.execute(forgetful);
					return () -> {
						owner.execute(real);
						trusting.close();
					};
				}, (probe) -> !probe.isInside()
						&& probe.statements().stream().anyMatch((sql) -> sql.contains(name + "(")), null));
			}
		});
		return mutants;
	}

	private static UnaryOperator<String> at(Pattern pattern, String place, String instead) {
		return (sql) -> pattern.matcher(sql)
			.replaceAll((found) -> place(sql, found).equals(place) ? instead : Matcher.quoteReplacement(found.group()));
	}

	/** Where a predicate stands: how its statement begins, and what stands before it. */
	private static String place(String sql, MatchResult found) {
		String before = plain(sql.substring(Math.max(0, found.start() - TAIL), found.start()));
		String head = plain(sql.substring(0, Math.min(HEAD, found.start())));
		return head + " … " + before + plain(found.group());
	}

	private static String plain(String sql) {
		return sql.replaceAll("\\s+", " ").replaceAll("\\$\\d+", "\\$n");
	}

}
