package dev.rapport.customer;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import dev.rapport.persistence.Json;
import dev.rapport.persistence.RowOf;

/**
 * The mapping of fifty customers from rows that the driver has decoded, to be measured.
 */
public final class CustomerPageWork {

	private static final int PAGE = 50;

	private final List<RowOf> rows = IntStream.range(0, PAGE).mapToObj(CustomerPageWork::row).toList();

	/** The page. */
	public List<Customer> read() {
		return this.rows.stream().map((row) -> CustomerRepository.LISTING.reader().apply(row.columns())).toList();
	}

	private static RowOf row(int i) {
		UUID owner = new UUID(1, i % 7);
		return new RowOf(new UUID(0, i), "C-" + i, 3, "ORGANIZATION", "CURRENT", null, "Acme Industries " + i,
				"Acme Industries " + i + " GmbH", null, "Machinery", 250, 1_250_000_00L, "EUR", 1987, null, owner,
				Json.of(List.of(Map.of("kind", "EMAIL", "value", "office@acme" + i + ".example", "primary", true),
						Map.of("kind", "PHONE", "value", "+4989123" + (1_000 + i), "primary", false))),
				Json.of(List
					.of(Map.of("line1", "Bahnhofstrasse " + i, "city", "Ulm", "postalCode", "89073", "country", "DE"))),
				Json.of(List.of(Map.of("system", "erp", "value", "K" + i))), new String[] { "key account", "2026" },
				Instant.EPOCH, owner, Instant.EPOCH, owner, null, Instant.EPOCH, 0, 0);
	}

}
