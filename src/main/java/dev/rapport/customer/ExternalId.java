package dev.rapport.customer;

import java.util.List;

import dev.rapport.kernel.Checks;
import dev.rapport.kernel.Input;

/**
 * The key of a customer in another system.
 *
 * @param system the other system
 * @param value the key there; unique within the tenant and the system
 */
public record ExternalId(String system, String value) {

	/** Reads a list of inputs; equal ones count once. */
	static List<ExternalId> read(List<Input> inputs, String path) {
		return Checks.items(inputs, path).stream().map(ExternalId::read).distinct().toList();
	}

	static ExternalId read(Input input) {
		return new ExternalId(Checks.name(input.text("system"), input.at("system")),
				Checks.name(input.text("value"), input.at("value")));
	}

}
