package dev.rapport.contact;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.rapport.customer.ContactPoint;
import dev.rapport.kernel.Checks;
import dev.rapport.kernel.Input;
import dev.rapport.member.MemberId;

/**
 * What is known about a person: everything that {@code updateContact} can change.
 *
 * @param name not blank, at most 200 characters
 * @param title what the person does, in their own words
 * @param owner who looks after the person
 * @param tags sorted, without repetition
 */
public record Details(String name, @Nullable String title, List<ContactPoint> contactPoints, List<String> tags,
		@Nullable MemberId owner) {

	/**
	 * The details of a new contact.
	 * @param owner who looks after it if the input does not say
	 */
	public static Details read(Input input, @Nullable MemberId owner) {
		return new Details(Checks.name(input.text("name"), input.at("name")), title(input), contactPoints(input),
				Checks.tags(input), input.has("ownerId") ? owner(input) : owner);
	}

	/** These details with the fields that the input has: absent keeps, null clears. */
	Details patched(Input input) {
		return new Details(input.has("name") ? Checks.name(input.textOrNull("name"), input.at("name")) : this.name,
				input.has("title") ? title(input) : this.title,
				input.has("contactPoints") ? contactPoints(input) : this.contactPoints,
				input.has("tags") ? Checks.tags(input) : this.tags, input.has("ownerId") ? owner(input) : this.owner);
	}

	Details ownedBy(MemberId owner) {
		return new Details(this.name, this.title, this.contactPoints, this.tags, owner);
	}

	private static @Nullable String title(Input input) {
		return Checks.line(input.textOrNull("title"), input.at("title"));
	}

	private static List<ContactPoint> contactPoints(Input input) {
		return ContactPoint.read(input.children("contactPoints"), input.at("contactPoints"));
	}

	private static @Nullable MemberId owner(Input input) {
		return input.idOrNull("ownerId", MemberId.PREFIX, MemberId::new);
	}

}
