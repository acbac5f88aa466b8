package dev.rapport.member;

import java.util.List;

import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.RowRule;

/**
 * What may be done with one kind of record.
 *
 * @param kind the plural, as scopes name it
 * @param read which records may be read
 * @param write which of these may be changed
 */
record RecordAccess(String kind, RowRule read, RowRule write) {

	/** What a role grants, all kinds that it mentions. */
	static List<RecordAccess> of(Role role) {
		return Role.KINDS.stream()
			.filter(role.grants()::containsKey)
			.map((kind) -> new RecordAccess(kind, role.grant(kind).read(), role.grant(kind).write()))
			.toList();
	}

	/** What somebody may do, all kinds. */
	static List<RecordAccess> of(Rights rights) {
		return Role.KINDS.stream()
			.map((kind) -> new RecordAccess(kind, rights.reads(kind).rule(), rights.changes(kind).rule()))
			.toList();
	}

}
