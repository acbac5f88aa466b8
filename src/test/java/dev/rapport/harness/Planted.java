package dev.rapport.harness;

import java.util.List;
import java.util.Map;

/**
 * A record that the harness made, with what decides who may see it.
 *
 * @param id its id as clients know it
 * @param type the type of the schema
 * @param owner the name of the person whose it is
 * @param references the ids that it was made with, by the field of the input
 * @param internal whether it is a comment that only insiders read
 * @param mirrored whether the twin has a record under the same id
 * @param field the coordinate that the mark stands for, where a field has its own; empty
 * for the rest
 * @param within whether its customer lies in the territory that everybody looks after
 */
record Planted(String id, String type, String owner, Map<String, List<String>> references, boolean internal,
		boolean mirrored, String field, boolean within) {

	private static final Map<String, String> KINDS = Map.of("Customer", "customers", "Contact", "contacts",
			"Opportunity", "opportunities", "Ticket", "tickets", "TicketComment", "comments", "Task", "activities",
			"Call", "activities", "Email", "activities", "Meeting", "activities", "Visit", "activities");

	Planted(String id, String type, String owner, Map<String, List<String>> references, boolean internal,
			boolean mirrored, String field) {
		this(id, type, owner, references, internal, mirrored, field, false);
	}

	/** The kind as the policy names it; empty where everybody in the tenant sees all. */
	String kind() {
		return this.type.equals("Note") ? "activities" : KINDS.getOrDefault(this.type, "");
	}

	Planted of(String coordinate) {
		return new Planted(this.id, this.type, this.owner, this.references, this.internal, this.mirrored, coordinate);
	}

}
