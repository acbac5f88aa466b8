package dev.rapport.persistence;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Problem;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.Sight;

/**
 * Asks which records the caller sees, for those who already know their ids. Asks the
 * database only where the caller's rights leave it open.
 */
@Component
public class Visibility {

	private final TenantDatabase database;

	private final Map<String, RowGuard> guards;

	Visibility(TenantDatabase database, Collection<RowGuard> guards) {
		this.database = database;
		this.guards = guards.stream().collect(Collectors.toMap(RowGuard::kind, Function.identity()));
	}

	/** Those of the records that the caller sees. */
	public Mono<Set<UUID>> among(String kind, Collection<UUID> ids) {
		return among(kind, ids, "");
	}

	/** Those of the records that the caller sees and may change. */
	public Mono<Set<UUID>> changeableAmong(String kind, Collection<UUID> ids) {
		return among(kind, ids, " and changeable(" + kind + ", x)");
	}

	private Mono<Set<UUID>> among(String kind, Collection<UUID> ids, String further) {
		RowGuard guard = this.guards.get(kind);
		if (guard == null) {
			return Mono.error(() -> new IllegalArgumentException("Nobody guards " + kind));
		}
		String sql = "select x.id from " + guard.table() + " x where x.tenant_id = $1 and seen(" + kind + ", x)"
				+ further + " and x.id = any($2)";
		return this.database.list(sql, Columns::uuid, (Object) Paging.distinct(ids)).map(HashSet::new);
	}

	/**
	 * Completes if the caller sees all records that a change newly refers to. One that it
	 * does not see is refused like one that does not exist.
	 */
	public Mono<Void> referable(RowGuard.Reference reference, Set<UUID> ids) {
		return ids.isEmpty() ? Mono.empty() : Actors.current()
			.map((actor) -> actor.rights().reads(reference.kind()))
			.filter((sight) -> !sight.isAll())
			.flatMap((limited) -> missing(reference.kind(), ids, limited))
			.filter((missing) -> missing)
			.flatMap((missing) -> Mono.error(
					() -> new Problem.Violation(ErrorCode.NOT_FOUND, "input", "reference." + reference.constraint())));
	}

	private Mono<Boolean> missing(String kind, Set<UUID> wanted, Sight sight) {
		return sight.isNone() ? Mono.just(true) : among(kind, wanted).map((seen) -> !seen.containsAll(wanted));
	}

}
