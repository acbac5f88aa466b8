package dev.rapport.member;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.rapport.kernel.Checks;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.tenancy.Rights;

/** What credentials can be good for: reading or writing one kind of record each. */
final class Scopes {

	private static final List<String> ALL = Role.KINDS.stream()
		.flatMap((kind) -> Stream.of(kind + ":read", kind + ":write"))
		.sorted()
		.toList();

	private Scopes() {
	}

	/** The scopes that somebody has, sorted. */
	static List<String> of(Rights rights) {
		return ALL.stream().filter(rights::may).toList();
	}

	/**
	 * Reads the scopes of a new credential, sorted: at least one, each of them known.
	 */
	static List<String> read(Input input) {
		List<String> scopes = Checks.items(input.texts("scopes"), input.at("scopes"));
		if (scopes.isEmpty()) {
			throw new Problem.Violation(ErrorCode.REQUIRED, input.at("scopes"), "required");
		}
		IntStream.range(0, scopes.size()).filter((i) -> !ALL.contains(scopes.get(i))).findFirst().ifPresent((i) -> {
			throw new Problem.Violation(ErrorCode.NOT_FOUND, input.at("scopes") + "." + i, "scope.unknown",
					scopes.get(i));
		});
		return scopes.stream().distinct().sorted().toList();
	}

	/** Nobody gives a credential a scope that it doesn't have. */
	static void within(List<String> scopes, Rights rights) {
		scopes.stream().filter((scope) -> !rights.may(scope)).findFirst().ifPresent((scope) -> {
			throw new Problem.Forbidden("access.scope", scope);
		});
	}

}
