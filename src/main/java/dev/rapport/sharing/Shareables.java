package dev.rapport.sharing;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.stereotype.Component;

import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.Problem;
import dev.rapport.persistence.RowGuard;

/** The kinds of records that can be shared, in the order of their names. */
@Component
class Shareables {

	private static final List<String> KINDS = List.of("contacts", "customers", "opportunities", "tickets");

	private final Map<String, RowGuard> byKind;

	private final Map<String, RowGuard> byPrefix;

	Shareables(Collection<RowGuard> guards) {
		this.byKind = guards.stream()
			.filter((guard) -> KINDS.contains(guard.kind()))
			.collect(Collectors.toMap(RowGuard::kind, Function.identity()));
		this.byPrefix = this.byKind.values().stream().collect(Collectors.toMap(RowGuard::prefix, Function.identity()));
	}

	/**
	 * The record that an input names.
	 * @throws Problem.Violation if records like that can't be shared
	 * @throws Problem.Refused with {@code BAD_USER_INPUT} if the id is malformed
	 */
	RecordId read(Input input, String name) {
		String text = input.text(name);
		if (!this.byPrefix.containsKey(NodeId.prefixOf(text))) {
			throw new Problem.Violation(ErrorCode.INVALID_FORMAT, input.at(name), "share.kind");
		}
		return RecordId.parse(text);
	}

	RowGuard of(RecordId record) {
		return Objects.requireNonNull(this.byPrefix.get(record.prefix()));
	}

	RowGuard of(ShareGrant grant) {
		return Objects.requireNonNull(this.byKind.get(grant.kind()));
	}

	/** Each of them, in an order that keeps statements the same. */
	List<RowGuard> all() {
		return KINDS.stream().map((kind) -> Objects.requireNonNull(this.byKind.get(kind))).toList();
	}

}
