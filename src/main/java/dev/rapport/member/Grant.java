package dev.rapport.member;

import java.util.Map;

import dev.rapport.tenancy.RowRule;

/**
 * What a role may do with one kind of record.
 *
 * @param read which records it may read
 * @param write which of these it may change, and whether it may record new ones
 */
public record Grant(RowRule read, RowRule write) {

	static final Grant NONE = new Grant(RowRule.NONE, RowRule.NONE);

	/** The form that the log and the database hold. */
	Map<String, String> plain() {
		return Map.of("read", this.read.name(), "write", this.write.name());
	}

}
