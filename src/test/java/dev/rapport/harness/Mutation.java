package dev.rapport.harness;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How statements are changed to take a wall down: mechanically, each predicate of each
 * statement that was seen on its own.
 */
final class Mutation {

	static final Pattern TENANT = Pattern.compile("\\b(?:(\\w+)\\.)?tenant_id = \\$1(?!\\d)");

	private static final String ANY_TENANT = "(\\$1::uuid is not null)";

	private static final Pattern SHARES = Pattern.compile("(?<= or )exists \\(select from share_grant");

	private static final Pattern SHARES_ONLY = Pattern.compile("(?<! or )exists \\(select from share_grant");

	private static final Pattern NOTHING = Pattern.compile("(?<=\\b(?:and|or) )false\\b");

	private static final Pattern CLAUSE = Pattern
		.compile("\\w+\\.(?:owner_id|assignee_id|created_by) = any\\(\\$\\d+\\)"
				+ "|sg\\.member_id = \\$\\d+|\\w+\\.owner_id = \\$\\d+(?=\\s+or exists)");

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

	/** One tenant predicate less, and the table's second wall with it. */
	static List<Mutant> tenants(Collection<String> statements, Collection<String> known) {
		Map<String, Mutant> mutants = new TreeMap<>();
		for (String sql : statements) {
			TENANT.matcher(sql).results().forEach((found) -> {
				String place = place(sql, found);
				mutants.computeIfAbsent(place, (key) -> Mutant.ofTenant("tenant predicate and policy", key,
						at(TENANT, key, ANY_TENANT), tables(sql, found.group(1), known)));
			});
		}
		return List.copyOf(mutants.values());
	}

	/** One policy less, while no statement asks for its tenant. */
	static List<Mutant> policies(Collection<String> tables) {
		return tables.stream()
			.map((table) -> Mutant.ofTenant("policy without predicates", table, Mutation::withoutTenant,
					List.of(table)))
			.toList();
	}

	/** One question for rights that everybody passes. */
	static List<Mutant> rows(Collection<String> statements) {
		Map<String, Mutant> mutants = new LinkedHashMap<>();
		for (String sql : statements) {
			collect(mutants, sql, SHARES, "seen or changeable", "true or exists (select from share_grant");
			collect(mutants, sql, SHARES_ONLY, "shares", "not exists (select from share_grant");
			collect(mutants, sql, NOTHING, "none", "true");
			CLAUSE.matcher(sql).results().forEach((found) -> {
				String clause = found.group().replaceAll("\\$\\d+", "\\$n");
				mutants.putIfAbsent(clause, Mutant.ofRows("clause", clause, everywhere(clause)));
			});
		}
		return List.copyOf(mutants.values());
	}

	private static void collect(Map<String, Mutant> mutants, String sql, Pattern pattern, String family,
			String instead) {
		pattern.matcher(sql).results().forEach((found) -> {
			String place = place(sql, found);
			mutants.putIfAbsent(family + place, Mutant.ofRows(family, place, at(pattern, place, instead)));
		});
	}

	private static UnaryOperator<String> everywhere(String clause) {
		Pattern pattern = Pattern.compile("\\b" + Pattern.quote(clause).replace("$n", "\\E\\$\\d+\\Q"));
		return (sql) -> pattern.matcher(sql).replaceAll("($0 or true)");
	}

	private static UnaryOperator<String> at(Pattern pattern, String place, String instead) {
		return (sql) -> pattern.matcher(sql)
			.replaceAll((found) -> place(sql, found).equals(place) ? instead : Matcher.quoteReplacement(found.group()));
	}

	/** Where a predicate stands: how its statement begins, and what stands before it. */
	private static String place(String sql, MatchResult found) {
		String before = plain(sql.substring(Math.max(0, found.start() - TAIL), found.start()));
		String head = plain(sql.substring(0, Math.min(HEAD, found.start())));
		return head + " … " + before + found.group();
	}

	private static String plain(String sql) {
		return sql.replaceAll("\\s+", " ").replaceAll("\\$\\d+", "\\$n");
	}

	/** The table behind an alias; all that are named where there is none. */
	private static List<String> tables(String sql, String alias, Collection<String> known) {
		String name = (alias == null) ? "" : "\\s+(?:as\\s+)?" + alias + "\\b";
		List<String> tables = new ArrayList<>();
		Matcher tabled = Pattern.compile("\\b(?:from|join|update|into)\\s+([a-z_]+)" + name).matcher(sql);
		while (tabled.find()) {
			tables.add(tabled.group(1));
		}
		return tables.stream().filter(known::contains).distinct().toList();
	}

}
