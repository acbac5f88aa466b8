package dev.rapport.harness;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * An attack whose way through the service is known.
 *
 * @param statements what it had the database do, as that was written for its caller
 * @param questions the statements among them that ask for rights, as they stand in the
 * source
 * @param answer what is answered while all walls stand
 * @param writing whether it changes something by right
 */
record Probe(Attack attack, Set<String> statements, Set<String> questions, String answer, boolean writing) {

	private static final Pattern WRITING = Pattern.compile("\\b(?:insert into|update|delete from|for update)\\b");

	/** Whether it writes, or would if it were let. */
	boolean isMutation() {
		return this.attack.hostile().document().startsWith("mutation")
				&& this.statements.stream().anyMatch((sql) -> WRITING.matcher(sql).find());
	}

	/** The same as one that changes something by right. */
	Probe legitimate() {
		return new Probe(this.attack, this.statements, this.questions, this.answer, true);
	}

	boolean isInside() {
		return !this.attack.attacker().foreign();
	}

	String name() {
		return this.attack.toString();
	}

	/** Whether another answer is the same but for what always differs. */
	boolean isAnswer(String other) {
		return this.attack.comparable(this.answer, true).equals(this.attack.comparable(other, true));
	}

	/** Whether an answer is the one about something absent. */
	boolean isLike(String answer, String absent) {
		return this.attack.comparable(answer, true).equals(this.attack.comparable(absent, false));
	}

}
