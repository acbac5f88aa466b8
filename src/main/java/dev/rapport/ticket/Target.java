package dev.rapport.ticket;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.Checks;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;

/**
 * The ticket that a change is meant for.
 *
 * @param version what the client saw; null if it does not care
 * @param path where the id stands in the input
 */
record Target(TicketId id, @Nullable Integer version, String path) {

	static Target read(Input input) {
		return new Target(id(input), input.version(), input.at("id"));
	}

	/**
	 * A target whose version need not be sent, for what takes nothing from anybody's
	 * work.
	 */
	static Target unversioned(Input input) {
		return new Target(id(input), input.integerOrNull("version"), input.at("id"));
	}

	/** The items of a bulk change. */
	static List<Target> list(Input input) {
		return Checks.items(input.children("items"), input.at("items")).stream().map(Target::read).toList();
	}

	Problem missing() {
		return new Problem.NotFound(this.path, this.id);
	}

	private static TicketId id(Input input) {
		return input.id("id", TicketId.PREFIX, TicketId::new);
	}

}
