package dev.rapport.activity;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.Checks;
import dev.rapport.kernel.Input;
import dev.rapport.member.MemberId;

/**
 * What an activity is about.
 *
 * @param subject not blank, at most 200 characters; of a note the first line
 * @param owner who does it or did it
 * @param tags sorted, without repetition
 */
public record Matter(String subject, @Nullable String body, @Nullable MemberId owner, List<String> tags) {

	/** The most characters of a note's first line that become its subject. */
	private static final int FIRST_LINE = 100;

	/**
	 * The matter of a new activity.
	 * @param owner whose it is if the input does not say
	 */
	static Matter read(Input input, MemberId owner) {
		return new Matter(Checks.name(input.text("subject"), input.at("subject")), body(input), owner(input, owner),
				Checks.tags(input));
	}

	/** The matter of a new note. */
	static Matter note(Input input, MemberId owner) {
		String body = Checks.required(body(input), input.at("body"));
		String line = body.lines().findFirst().orElse(body).strip();
		int end = line.offsetByCodePoints(0, Math.min(FIRST_LINE, line.codePointCount(0, line.length())));
		return new Matter(line.substring(0, end), body, owner(input, owner), Checks.tags(input));
	}

	/** This matter with the fields that the input has: absent keeps, null clears. */
	Matter patched(Input input) {
		return new Matter(
				input.has("subject") ? Checks.name(input.textOrNull("subject"), input.at("subject")) : this.subject,
				input.has("body") ? body(input) : this.body, owner(input, this.owner),
				input.has("tags") ? Checks.tags(input) : this.tags);
	}

	Matter ownedBy(MemberId owner) {
		return new Matter(this.subject, this.body, owner, this.tags);
	}

	private static @Nullable String body(Input input) {
		return Checks.text(input.textOrNull("body"), input.at("body"));
	}

	private static @Nullable MemberId owner(Input input, @Nullable MemberId otherwise) {
		return input.has("ownerId") ? input.idOrNull("ownerId", MemberId.PREFIX, MemberId::new) : otherwise;
	}

}
