package dev.rapport.persistence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.PageRequest;

/** One page in the making: its statement, and the reading of its rows. */
final class Slice<T> {

	private final Listing<T> listing;

	private final PageRequest request;

	private final Condition base;

	private final Ordering ordering;

	private final CursorSeal seal;

	private final @Nullable List<@Nullable String> from;

	Slice(Listing<T> listing, PageRequest request, Condition base, Ordering ordering, CursorSeal seal) {
		this.listing = listing.of(request);
		this.request = request;
		this.base = base;
		this.ordering = request.forward() ? ordering : ordering.reversed();
		this.seal = seal;
		this.from = (request.cursor() == null) ? null : seal.open(request.cursor(), ordering.size());
	}

	Listing<T> listing() {
		return this.listing;
	}

	Condition base() {
		return this.base;
	}

	/** What the page is taken from: the list from the cursor on. */
	Condition condition() {
		return (this.from == null) ? this.base : this.base.and(this.ordering.beyond(this.from));
	}

	/** What lies before the cursor; null without one. The cursor's own row counts. */
	@Nullable Condition behind() {
		return (this.from == null) ? null : new Condition.Not(this.ordering.beyond(this.from));
	}

	String select() {
		return this.listing.columns() + ", " + this.ordering.selected();
	}

	/**
	 * Whether nothing but a place in the list distinguishes it from others: then it is
	 * read along an index from there, and one plan fits all places.
	 */
	boolean isPlaceOnly() {
		return this.from != null && this.ordering.isUniform()
				&& new Query().condition(this.base).parameters().length == 0;
	}

	Query query(Query matching) {
		return matching.sql(" order by " + this.ordering.clause() + " limit " + (this.request.size() + 1));
	}

	/**
	 * The page of each parent, one parent after the other, each in order. How many
	 * parents there are is kept from the planner: a plan for any number serves all, and
	 * is made once.
	 */
	Query perParent(String parent, Collection<UUID> parents) {
		Query query = new Query().sql("select p.id, x.* from unnest(array(select unnest(")
			.value(Paging.distinct(parents))
			.sql("::uuid[]))) p(id) cross join lateral (select " + select() + " from " + this.listing.from() + " where "
					+ this.listing.wall() + " and " + parent + " = p.id and ")
			.condition(condition());
		return query(query).sql(") x");
	}

	Row<T> row(Columns columns) {
		T node = this.listing.reader().apply(columns);
		List<@Nullable Object> keys = new ArrayList<>(this.ordering.size());
		for (int i = 0; i < this.ordering.size(); i++) {
			keys.add(columns.anyOrNull());
		}
		return new Row<>(node, keys);
	}

	ParentRow<T> parentRow(Columns columns) {
		return new ParentRow<>(columns.uuid(), row(columns));
	}

	/**
	 * The page.
	 * @param rows in the order they were read, one more than the page if there are more
	 * @param inverse whether something lies on the other side of the cursor
	 */
	Connection<T> connection(List<Row<T>> rows, Mono<Integer> totalCount, Mono<Boolean> inverse) {
		boolean more = rows.size() > this.request.size();
		List<Row<T>> page = more ? rows.subList(0, this.request.size()) : rows;
		List<Connection.Edge<T>> edges = (this.request.forward() ? page : page.reversed()).stream()
			.map((row) -> new Connection.Edge<>(row.node(), () -> this.seal.seal(row.texts())))
			.toList();
		Mono<Boolean> beyond = Mono.just(more);
		return new Connection<>(edges,
				new Connection.PageInfo(this.request.forward() ? beyond : inverse,
						this.request.forward() ? inverse : beyond, edges.isEmpty() ? null : edges.getFirst(),
						edges.isEmpty() ? null : edges.getLast()),
				totalCount);
	}

	/**
	 * A row with its sort keys.
	 */
	record Row<T>(T node, List<@Nullable Object> keys) {

		/** The sort keys as PostgreSQL reads them. */
		List<@Nullable String> texts() {
			List<@Nullable String> texts = new ArrayList<>(this.keys.size());
			this.keys.forEach((key) -> texts.add((key == null) ? null : key.toString()));
			return texts;
		}

	}

	record ParentRow<T>(UUID parent, Row<T> row) {
	}

}
