package dev.rapport.persistence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
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

	/** An id that no record has, in place of one that must not be told from it. */
	public static final UUID NOBODY = new UUID(0, 0);

	/** How many records one look behind another finds at most. */
	static final int BATCH = 200;

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
		RowGuard guard = guard(kind);
		String sql = "select x.id from " + guard.table() + " x where x.tenant_id = $1 and seen(" + kind + ", x)"
				+ further + " and x.id = any($2)";
		return this.database.list(sql, Columns::uuid, (Object) Paging.distinct(ids)).map(HashSet::new);
	}

	/**
	 * Records of a kind behind one of another kind, whoever asks.
	 * @param way which ones, as guards say it: by {@code {x}} and {@code {record}}
	 * @param after the last id of the batch before; null for the first batch
	 * @return at most {@value #BATCH}, in the order of ids
	 */
	public Mono<List<UUID>> behind(String kind, String way, UUID record, @Nullable UUID after) {
		String sql = "select x.id from " + guard(kind).table() + " x where x.tenant_id = $1 and "
				+ way.replace("{x}", "x").replace("{record}", "$2")
				+ " and ($3::uuid is null or x.id > $3) order by x.id" + " limit " + BATCH;
		return this.database.list(sql, Columns::uuid, record, Sql.uuid(after));
	}

	/**
	 * Whether records of a kind belonged to one of some areas, by what facts say, in
	 * their order. The kind must have territories.
	 */
	public Mono<List<Boolean>> inAreas(String kind, Set<String> areas, List<Map<String, @Nullable Object>> facts) {
		RowGuard.Territory territory = Objects.requireNonNull(guard(kind).territory());
		List<@Nullable Object> deciding = new ArrayList<>();
		facts.forEach((each) -> deciding.add(each.get(territory.fact())));
		String was = territory.was().replace("{areas}", "$3").replace("{fact}", "f.fact");
		return this.database.list(
				"select coalesce(" + was + ", false) from jsonb_array_elements($2)"
						+ " with ordinality as f(fact, place) where $1::uuid is not null order by f.place",
				Columns::flag, Json.of(deciding), Sql.texts(areas));
	}

	private RowGuard guard(String kind) {
		RowGuard guard = this.guards.get(kind);
		if (guard == null) {
			throw new IllegalArgumentException("Nobody guards " + kind);
		}
		return guard;
	}

	/**
	 * Completes if the caller sees all records that a change newly refers to. One that it
	 * does not see is refused like one that does not exist.
	 */
	public Mono<Void> referable(RowGuard.Reference reference, Set<UUID> ids) {
		return hidden(reference.kind(), ids).filter((hidden) -> !hidden.isEmpty())
			.flatMap((hidden) -> Mono.error(
					() -> new Problem.Violation(ErrorCode.NOT_FOUND, "input", "reference." + reference.constraint())));
	}

	/**
	 * Those of the records that the caller does not see; of who sees all, none is asked
	 * about.
	 */
	public Mono<Set<UUID>> hidden(String kind, Set<UUID> ids) {
		return ids.isEmpty() ? Mono.just(Set.of())
				: Actors.current().flatMap((actor) -> hidden(kind, ids, actor.rights().reads(kind)));
	}

	private Mono<Set<UUID>> hidden(String kind, Set<UUID> ids, Sight sight) {
		if (sight.isAll() || sight.isNone()) {
			return Mono.just(sight.isAll() ? Set.of() : ids);
		}
		return among(kind, ids)
			.map((seen) -> ids.stream().filter((id) -> !seen.contains(id)).collect(Collectors.toSet()));
	}

}
