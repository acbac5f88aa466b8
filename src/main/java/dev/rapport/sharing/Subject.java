package dev.rapport.sharing;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.rapport.member.MemberId;
import dev.rapport.persistence.RowGuard;

/**
 * A member and a record between which access is explained.
 *
 * @param guard the rules of the record's kind
 * @param owners whose the record is
 * @param partakers who takes part in it
 * @param parents the ids of the records by which it is reached besides
 */
record Subject(RowGuard guard, RecordId id, MemberId member, List<UUID> owners, List<UUID> partakers,
		List<String> parents) {

	static Subject of(RowGuard guard, RecordId id, MemberId member, Map<String, @Nullable Object> facts) {
		return new Subject(guard, id, member, ids(facts, guard.owners()), ids(facts, guard.partakers()),
				guard.inheritsFrom(facts));
	}

	/** Everybody whose name is needed. */
	List<UUID> members() {
		return Stream.concat(Stream.of(this.member.value()), this.owners.stream()).distinct().toList();
	}

	/** The record and what it is reached by besides. */
	List<String> records() {
		return Stream.concat(Stream.of(this.id.text()), this.parents.stream()).distinct().toList();
	}

	private static List<UUID> ids(Map<String, @Nullable Object> facts, List<String> names) {
		return names.stream()
			.flatMap((name) -> (facts.get(name) instanceof Collection<?> list) ? list.stream()
					: Stream.ofNullable(facts.get(name)))
			.map((id) -> UUID.fromString(id.toString()))
			.distinct()
			.toList();
	}

}
