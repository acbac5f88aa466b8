package dev.rapport.member;

import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.Checks;
import dev.rapport.kernel.Input;

/**
 * What is known about a member: everything that {@code updateMember} can change.
 *
 * @param name not blank, at most 200 characters
 * @param email unique in the tenant, regardless of case
 * @param title what the person does
 * @param locale the language that the person prefers, a BCP 47 language tag
 * @param team the team that the person works in
 */
public record MemberProfile(String name, @Nullable String email, @Nullable String title, String locale,
		@Nullable TeamId team) {

	/** The profile of a new member. */
	public static MemberProfile read(Input input) {
		return new MemberProfile(Checks.name(input.text("name"), input.at("name")), line(input, "email"),
				line(input, "title"), input.text("locale"), team(input));
	}

	/** This profile with the fields that the input has: absent keeps, null clears. */
	MemberProfile patched(Input input) {
		return new MemberProfile(
				input.has("name") ? Checks.name(input.textOrNull("name"), input.at("name")) : this.name,
				input.has("email") ? line(input, "email") : this.email,
				input.has("title") ? line(input, "title") : this.title,
				input.textPatch("locale").or(this.locale, input.at("locale")),
				input.has("teamId") ? team(input) : this.team);
	}

	private static @Nullable String line(Input input, String name) {
		return Checks.line(input.textOrNull(name), input.at(name));
	}

	private static @Nullable TeamId team(Input input) {
		return input.idOrNull("teamId", TeamId.PREFIX, TeamId::new);
	}

}
