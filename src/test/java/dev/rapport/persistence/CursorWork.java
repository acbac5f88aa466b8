package dev.rapport.persistence;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** What is done for each page cursor, to be measured. */
public final class CursorWork {

	private final CursorSeal seal = new CursorSeal("a key of thirty-two bytes for one".getBytes(StandardCharsets.UTF_8),
			"customer c where c.tenant_id = $1 and c.archived_at is null order by c.name_normal, c.id");

	private final List<@Nullable String> keys = List.of("acme industries 17", "019ac8f0-4a4b-7c1d-8e2f-0123456789ab");

	private final String cursor = this.seal.seal(this.keys);

	/** Two sort keys as a cursor. */
	public String sealed() {
		return this.seal.seal(this.keys);
	}

	/** A cursor as its two sort keys. */
	public List<@Nullable String> opened() {
		return this.seal.open(this.cursor, this.keys.size());
	}

}
