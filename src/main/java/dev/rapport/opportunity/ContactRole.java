package dev.rapport.opportunity;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.rapport.contact.ContactId;
import dev.rapport.kernel.Checks;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;

/**
 * What part a contact plays in a deal.
 *
 * @param role in the seller's own words, for instance "decision maker"
 */
public record ContactRole(ContactId contact, @Nullable String role) {

	/** Reads a list of inputs; a contact stands in it once. */
	static List<ContactRole> read(Input input) {
		List<ContactRole> roles = Checks.items(input.children("contactRoles"), input.at("contactRoles"))
			.stream()
			.map((role) -> new ContactRole(role.id("contactId", ContactId.PREFIX, ContactId::new),
					Checks.line(role.textOrNull("role"), role.at("role"))))
			.toList();
		if (roles.stream().map(ContactRole::contact).distinct().count() < roles.size()) {
			throw new Problem.Violation(ErrorCode.DUPLICATE, input.at("contactRoles"), "duplicate");
		}
		return roles;
	}

}
