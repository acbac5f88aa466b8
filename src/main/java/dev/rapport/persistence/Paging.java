package dev.rapport.persistence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.PageRequest;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.TenantId;

/**
 * Pages by keyset in both directions: a page costs the same wherever it begins. One
 * statement reads a page, or the first pages of many parents; what else a client may ask
 * of it (a count, whether something lies behind) is read only if it asks.
 */
@Component
public class Paging {

	/** The highest total that is counted. */
	public static final int COUNTED = 10_000;

	private static final String TENANT_KEY = "select cursor_key from tenant where tenant_id = $1";

	private final TenantDatabase database;

	private final Cache<TenantId, byte[]> keys = Caffeine.newBuilder()
		.maximumSize(10_000)
		.expireAfterWrite(Duration.ofHours(1))
		.build();

	Paging(TenantDatabase database) {
		this.database = database;
	}

	/** One page of a list. */
	public <T> Mono<Connection<T>> page(Listing<T> listing, PageRequest request, Condition condition,
			Ordering ordering) {
		return sealFor(listing, condition, ordering).flatMap((seal) -> {
			Slice<T> slice = new Slice<>(listing, request, condition, ordering, seal);
			Query query = slice.query(slice.listing().matching(slice.select(), slice.condition()));
			Mono<List<Slice.Row<T>>> rows = slice.isPlaceOnly()
					? this.database.byKeys(query.text(), slice::row, query.parameters())
					: this.database.list(query.text(), slice::row, query.parameters());
			return rows.map((read) -> slice.connection(read, count(listing, condition), inverse(slice)));
		});
	}

	/**
	 * The same page of many parents, by parent; a parent without rows has an empty page.
	 * @param parent the column that refers to the parent, with its alias
	 */
	public <T> Mono<Map<UUID, Connection<T>>> pages(Listing<T> listing, String parent, Collection<UUID> parents,
			PageRequest request, Condition condition, Ordering ordering) {
		return sealFor(listing, condition, ordering).flatMap((seal) -> {
			Slice<T> slice = new Slice<>(listing, request, condition, ordering, seal);
			Query query = slice.perParent(parent, parents);
			return this.database.list(query.text(), slice::parentRow, query.parameters())
				.map((rows) -> assemble(slice, parent, parents, rows));
		});
	}

	private <T> Map<UUID, Connection<T>> assemble(Slice<T> slice, String parent, Collection<UUID> parents,
			List<Slice.ParentRow<T>> rows) {
		Map<UUID, List<Slice.Row<T>>> byParent = new HashMap<>();
		rows.forEach((row) -> byParent.computeIfAbsent(row.parent(), (key) -> new ArrayList<>()).add(row.row()));
		Mono<Map<UUID, Integer>> counts = counts(slice, parent, parents).cache();
		Mono<Set<UUID>> inverse = inverse(slice, parent, parents).cache();
		Map<UUID, Connection<T>> pages = new HashMap<>();
		for (UUID id : parents) {
			pages.put(id,
					slice.connection(byParent.getOrDefault(id, List.of()),
							counts.mapNotNull((known) -> capped(known.getOrDefault(id, 0))),
							inverse.map((known) -> known.contains(id))));
		}
		return pages;
	}

	private <T> Mono<Integer> count(Listing<T> listing, Condition condition) {
		Query query = listing.matching("1", condition).sql(" limit " + (COUNTED + 1));
		return this.database
			.first("select count(*)::int from (" + query.text() + ") counted", Columns::integer, query.parameters())
			.mapNotNull(Paging::capped);
	}

	private <T> Mono<Map<UUID, Integer>> counts(Slice<T> slice, String parent, Collection<UUID> parents) {
		Query query = new Query().sql("select p.id, c.n from unnest(")
			.value(distinct(parents))
			.sql("::uuid[]) p(id) cross join lateral (select count(*)::int n from (select 1 from "
					+ slice.listing().from() + " where " + slice.listing().wall() + " and " + parent + " = p.id and ")
			.condition(slice.base())
			.sql(" limit " + (COUNTED + 1) + ") counted) c");
		return this.database
			.list(query.text(), (columns) -> Map.entry(columns.uuid(), columns.integer()), query.parameters())
			.map((entries) -> entries.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
	}

	/**
	 * Whether something lies on the other side of the page's cursor; false without one.
	 */
	private <T> Mono<Boolean> inverse(Slice<T> slice) {
		Condition behind = slice.behind();
		if (behind == null) {
			return Mono.just(false);
		}
		Query query = slice.listing().matching("1", slice.base().and(behind));
		return this.database.first("select exists(" + query.text() + ")", Columns::flag, query.parameters());
	}

	private <T> Mono<Set<UUID>> inverse(Slice<T> slice, String parent, Collection<UUID> parents) {
		Condition behind = slice.behind();
		if (behind == null) {
			return Mono.just(Set.of());
		}
		Query query = new Query().sql("select p.id from unnest(")
			.value(distinct(parents))
			.sql("::uuid[]) p(id) where exists (select 1 from " + slice.listing().from() + " where "
					+ slice.listing().wall() + " and " + parent + " = p.id and ")
			.condition(slice.base().and(behind))
			.sql(")");
		return this.database.list(query.text(), Columns::uuid, query.parameters()).map(HashSet::new);
	}

	private Mono<CursorSeal> sealFor(Listing<?> listing, Condition condition, Ordering ordering) {
		String fingerprint = listing.matching(listing.from(), condition).fingerprint() + ordering.clause();
		return Actors.current()
			.flatMap((actor) -> tenantKey(actor.tenant()))
			.map((key) -> new CursorSeal(key, fingerprint));
	}

	private Mono<byte[]> tenantKey(TenantId tenant) {
		byte[] known = this.keys.getIfPresent(tenant);
		return (known != null) ? Mono.just(known)
				: this.database.first(TENANT_KEY, Columns::bytes).doOnNext((key) -> this.keys.put(tenant, key));
	}

	private static @Nullable Integer capped(int count) {
		return (count > COUNTED) ? null : count;
	}

	static UUID[] distinct(Collection<UUID> parents) {
		return new LinkedHashSet<>(parents).toArray(UUID[]::new);
	}

}
