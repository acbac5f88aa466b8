package dev.rapport.persistence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.springframework.stereotype.Component;

import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.RowRule;
import dev.rapport.tenancy.Sight;

/**
 * Writes the caller's rights into statements. Who reaches everything gets the statement
 * as if there were no rights, so rights cost nothing there; for everybody else the
 * question becomes a predicate over owners, shares and what a row inherits from.
 */
@Component
class RowRights {

	private static final Pattern QUESTION = Pattern.compile("\\b(seen|changeable|owned|besides)\\((\\w+), (\\w+)\\)");

	private static final Pattern OPERAND = Pattern
		.compile("\\b(known|eachKnown|behind)\\((\\w+), (\\$\\d+|\\w+\\.\\w+)\\)");

	/** How many statements are kept in parts; lists with their filters are many. */
	private static final int KEPT = 2_000;

	/** An operand that is no record which the caller sees; no row has this id. */
	private static final String NOBODY = "'" + Visibility.NOBODY + "'::uuid";

	private static final String KNOWN = """
			coalesce((select kx.id from %s kx where kx.tenant_id = $1 and kx.id = %s and %s), %s)""";

	private static final String BEHIND = """
			exists (select from %s kx where kx.tenant_id = $1 and kx.id = %s and %s)""";

	private static final Pattern PLACE = Pattern.compile("\\{(\\w+)(?: (\\w+))?(?: (\\w+))?}");

	/** Not correlated with the row, so that the shares are read once for a statement. */
	private static final String SHARED = """
			{x}.id in (select g.record_id from share_grant g where g.tenant_id = $1
			  and g.grantee_id = any({grantees}){level})""";

	private final Map<String, RowGuard> guards;

	private final Cache<String, Template> templates = Caffeine.newBuilder()
		.maximumSize(KEPT)
		.executor(Runnable::run)
		.build();

	RowRights(Collection<RowGuard> guards) {
		this.guards = guards.stream().collect(Collectors.toMap(RowGuard::kind, Function.identity()));
	}

	/** The statement as it is for this caller, with what it asks for bound behind. */
	Statement write(String sql, Object[] parameters, Actor actor) {
		Template template = this.templates.get(sql, Template::of);
		if (template.asked.isEmpty()) {
			return new Statement(sql, parameters);
		}
		Writing writing = new Writing(actor, parameters);
		return new Statement(template.filled(writing), writing.parameters.toArray());
	}

	/**
	 * A statement and all its parameters but the tenant.
	 */
	@SuppressWarnings("ArrayRecordComponent") // never compared
	record Statement(String sql, Object[] parameters) {
	}

	/** A statement with what it asks for, in the order of the text. */
	private static final class Template {

		private final String sql;

		private final List<MatchResult> asked;

		/** Most callers get the same answers, and so the very same text. */
		private volatile String last = "";

		private Template(String sql, List<MatchResult> asked) {
			this.sql = sql;
			this.asked = asked;
		}

		static Template of(String sql) {
			return new Template(sql,
					Stream.concat(QUESTION.matcher(sql).results(), OPERAND.matcher(sql).results())
						.sorted(Comparator.comparingInt(MatchResult::start))
						.toList());
		}

		String filled(Writing writing) {
			StringBuilder text = new StringBuilder(Math.max(this.sql.length(), this.last.length()));
			int from = 0;
			for (MatchResult one : this.asked) {
				text.append(this.sql, from, one.start()).append(writing.answer(one));
				from = one.end();
			}
			text.append(this.sql, from, this.sql.length());
			String known = this.last;
			if (known.contentEquals(text)) {
				return known;
			}
			String filled = text.toString();
			this.last = filled;
			return filled;
		}

	}

	/** One statement in the making. */
	private final class Writing {

		private final Actor actor;

		private final List<Object> parameters;

		private final Map<String, String> places = new HashMap<>();

		Writing(Actor actor, Object[] parameters) {
			this.actor = actor;
			this.parameters = new ArrayList<>(List.of(parameters));
		}

		/**
		 * Whether a row may be changed is selected, not only asked: who owns a record
		 * that nobody owns is unknown, and unknown means no.
		 */
		String answer(MatchResult question) {
			String kind = question.group(2);
			String alias = question.group(3);
			return switch (question.group(1)) {
				case "seen" -> predicate(false, kind, alias);
				case "owned" -> owned(kind, alias);
				case "besides" -> besides(kind, alias);
				case "known", "eachKnown" -> operand(question);
				case "behind" -> behind(kind, question.group(3));
				default -> "(" + predicate(true, kind, alias) + ") is true";
			};
		}

		/**
		 * Whether a row is seen for its owner's sake; totals know no more than owners.
		 */
		private String owned(String kind, String alias) {
			if (all(false, kind)) {
				return "true";
			}
			RowRule rule = sight(false, kind).rule();
			return (sight(false, kind).isNone() || rule == RowRule.SHARED) ? "false"
					: filled(guard(kind).rule(), false, kind, alias);
		}

		/** Whether a row is seen, but not for its owner's sake. */
		private String besides(String kind, String alias) {
			Sight sight = sight(false, kind);
			if (sight.isNone() || all(false, kind)) {
				return "false";
			}
			String territory = territory(guard(kind), sight);
			String rule = territory.isEmpty() ? SHARED : "(" + SHARED + territory + ")";
			return filled(rule, false, kind, alias) + " and (" + owned(kind, alias) + ") is not true";
		}

		private boolean all(boolean change, String kind) {
			return sight(change, kind).isAll()
					&& guard(kind).parents().stream().allMatch((parent) -> sight(change, parent).isAll());
		}

		private RowGuard guard(String kind) {
			return Objects.requireNonNull(RowRights.this.guards.get(kind), kind);
		}

		/**
		 * What is compared with references. Not correlated with the row, so that it is
		 * found once for a statement; what the caller does not see gives way to what does
		 * not exist.
		 */
		private String operand(MatchResult found) {
			String value = found.group(3);
			String seen = predicate(false, found.group(2), "kx");
			if (seen.equals("true")) {
				return value;
			}
			String table = guard(found.group(2)).table();
			return found.group(1).equals("known") ? KNOWN.formatted(table, value, seen, NOBODY) : "array(select "
					+ KNOWN.formatted(table, "ko.id", seen, NOBODY) + " from unnest(" + value + "::uuid[]) as ko(id))";
		}

		/** Whether the record that a row must refer to is seen. */
		private String behind(String kind, String reference) {
			String seen = predicate(false, kind, "kx");
			return seen.equals("true") ? seen : BEHIND.formatted(guard(kind).table(), reference, seen);
		}

		private String predicate(boolean change, String kind, String alias) {
			RowGuard guard = guard(kind);
			Sight sight = sight(change, kind);
			if (sight.isNone()) {
				return "false";
			}
			if (all(change, kind)) {
				return "true";
			}
			String rule = (sight.rule() == RowRule.SHARED) ? SHARED
					: "(" + guard.rule() + territory(guard, sight) + " or " + SHARED + ")";
			return filled(rule, change, kind, alias);
		}

		private String filled(String rule, boolean change, String kind, String alias) {
			return PLACE.matcher(rule.replace("{level}", change ? " and g.level = 'WRITE'" : ""))
				.replaceAll((place) -> Matcher.quoteReplacement(fill(place, change, kind, alias)));
		}

		private static String territory(RowGuard guard, Sight sight) {
			RowGuard.Territory territory = guard.territory();
			return (territory == null || sight.areas().isEmpty()) ? "" : " or " + territory.rule();
		}

		private String fill(MatchResult place, boolean change, String kind, String alias) {
			return switch (place.group(1)) {
				case "x" -> alias;
				case "me" -> bind("me", this.actor.member());
				case "grantees" -> bind("grantees", ids(rights().grantees()));
				case "areas" -> bind(change + " areas of " + kind, sight(change, kind).areas().toArray(String[]::new));
				case "owned" -> owned(change, kind, alias + "." + place.group(2));
				case "same" -> predicate(change, place.group(2), place.group(3));
				default -> throw new IllegalStateException(place.group());
			};
		}

		private String owned(boolean change, String kind, String column) {
			Sight sight = sight(change, kind);
			return sight.isAll() ? "true" : column + " = any(" + bind(change + " " + kind, ids(sight.owners())) + ")";
		}

		private Sight sight(boolean change, String kind) {
			return change ? rights().changes(kind) : rights().reads(kind);
		}

		private Rights rights() {
			return this.actor.rights();
		}

		private String bind(String name, Object value) {
			return this.places.computeIfAbsent(name, (key) -> {
				this.parameters.add(value);
				return "$" + (this.parameters.size() + 1);
			});
		}

		private static UUID[] ids(Collection<UUID> ids) {
			return ids.toArray(UUID[]::new);
		}

	}

}
