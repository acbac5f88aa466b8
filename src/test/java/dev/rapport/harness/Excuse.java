package dev.rapport.harness;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** Why nobody can notice a mutant that was not noticed. */
enum Excuse {

	/** What is asked for is known to one tenant alone. */
	ATTEMPT(Mutant.Kind.PREDICATE, "update idempotency_key set state",
			"the row is found by the id of the attempt, a random UUID that only who claimed it has"),

	/** Locks before a change. */
	HANDOVER(Mutant.Kind.PREDICATE, "select [acot]\\.id from (customer|contact|opportunity|activity|ticket) ",
			"only locks and hands on ids: rows are read and written by statements that ask for the tenant themselves"),

	/** Locks of a whole structure. */
	LOCK(Mutant.Kind.PREDICATE,
			"(select p\\.id from pipeline p|select count\\(\\*\\) from \\(select t\\.id from team t) ",
			"only locks, what it selects is not used"),

	/** The same for references. */
	REFERENCE(Mutant.Kind.PREDICATE,
			"select (x|c)\\.id(, \\(true\\) is true)? from (customer x|opportunity x|ticket x|contact x|contact c) where",
			"asks whether a reference may be made: the foreign key holds the tenant too, so the insert is refused alike"),

	/** The door asks first. */
	DUPLICATE(Mutant.Kind.REFERENCE, "Ticket.duplicateOfId",
			"the original is read for update before, by a statement that asks whether it is seen"),

	/** What belongs to a row that another policy keeps. */
	PART(Mutant.Kind.POLICY, "ticket_comment$",
			"every statement asks for it together with the ticket that it belongs to, in the same tenant, and the policy of tickets stands"),

	/** Asked twice. */
	CHANGEABLE(Mutant.Kind.QUESTION,
			"(r\\.id = s\\.record_id and|update consumer_group g set consumer = .*) seen\\(\\w+, \\w\\)$",
			"it is also asked whether the row may be changed, and nobody may change what it does not see"),

	/** A scope stands before. */
	CLIENTS(Mutant.Kind.QUESTION, "seen\\((clients|webhooks)",
			"they are seen all or not at all: who does not see them lacks the scope, and without that no operation gets there");

	private final Mutant.Kind kind;

	private final Pattern what;

	private final String reason;

	Excuse(Mutant.Kind kind, String what, String reason) {
		this.kind = kind;
		this.what = Pattern.compile(what);
		this.reason = reason;
	}

	/** The reason; null if there is none. */
	static @Nullable String of(Mutant mutant) {
		for (Excuse excuse : values()) {
			if (excuse.kind == mutant.kind() && excuse.what.matcher(mutant.what()).find()) {
				return excuse.reason;
			}
		}
		return null;
	}

}
