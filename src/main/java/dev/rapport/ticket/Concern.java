package dev.rapport.ticket;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.rapport.contact.ContactId;
import dev.rapport.customer.CustomerId;
import dev.rapport.kernel.Checks;
import dev.rapport.kernel.Input;

/**
 * What a ticket is about: everything that {@code updateTicket} can change.
 *
 * @param subject not blank, at most 200 characters
 * @param channel how it reached us
 * @param customer whom it concerns
 * @param contact the person who asked
 * @param tags sorted, without repetition
 */
public record Concern(String subject, @Nullable String description, TicketPriority priority, TicketType type,
		Channel channel, @Nullable CustomerId customer, @Nullable ContactId contact, List<String> tags) {

	/** The concern of a new ticket. */
	public static Concern read(Input input) {
		return new Concern(Checks.name(input.text("subject"), input.at("subject")), description(input),
				input.constant("priority", TicketPriority.class), input.constant("type", TicketType.class),
				input.constant("channel", Channel.class), customer(input), contact(input), Checks.tags(input));
	}

	/**
	 * This concern with the fields that the input has: absent keeps, null clears where
	 * that is possible.
	 */
	Concern patched(Input input) {
		return new Concern(
				input.has("subject") ? Checks.name(input.textOrNull("subject"), input.at("subject")) : this.subject,
				input.has("description") ? description(input) : this.description,
				patched(input, "priority", TicketPriority.class, this.priority),
				patched(input, "type", TicketType.class, this.type),
				patched(input, "channel", Channel.class, this.channel),
				input.has("customerId") ? customer(input) : this.customer,
				input.has("contactId") ? contact(input) : this.contact,
				input.has("tags") ? Checks.tags(input) : this.tags);
	}

	private static <E extends Enum<E>> E patched(Input input, String name, Class<E> type, E current) {
		return input.has(name) ? Checks.required(input.constantOrNull(name, type), input.at(name)) : current;
	}

	private static @Nullable String description(Input input) {
		return Checks.text(input.textOrNull("description"), input.at("description"));
	}

	private static @Nullable CustomerId customer(Input input) {
		return input.idOrNull("customerId", CustomerId.PREFIX, CustomerId::new);
	}

	private static @Nullable ContactId contact(Input input) {
		return input.idOrNull("contactId", ContactId.PREFIX, ContactId::new);
	}

}
