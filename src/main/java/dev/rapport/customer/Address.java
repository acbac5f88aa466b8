package dev.rapport.customer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.Checks;
import dev.rapport.kernel.Input;

/**
 * A postal address; every part may be null.
 *
 * @param country ISO 3166-1 alpha-2
 */
public record Address(@Nullable String label, @Nullable String line1, @Nullable String line2, @Nullable String city,
		@Nullable String region, @Nullable String postalCode, @Nullable String country) {

	/** Reads a list of inputs. */
	public static List<Address> read(List<Input> inputs, String path) {
		return Checks.items(inputs, path).stream().map(Address::read).toList();
	}

	/** What decides on territories, in the plain form of facts. */
	Map<String, @Nullable Object> facts() {
		Map<String, @Nullable Object> facts = new HashMap<>();
		facts.put("region", this.region);
		facts.put("postalCode", this.postalCode);
		facts.put("country", this.country);
		return facts;
	}

	private static Address read(Input input) {
		return new Address(line(input, "label"), line(input, "line1"), line(input, "line2"), line(input, "city"),
				line(input, "region"), line(input, "postalCode"), input.textOrNull("country"));
	}

	private static @Nullable String line(Input input, String name) {
		return Checks.line(input.textOrNull(name), input.at(name));
	}

}
