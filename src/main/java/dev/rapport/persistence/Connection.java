package dev.rapport.persistence;

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One page of a list, by the <a href="https://relay.dev/graphql/connections.htm">Relay
 * connection specification</a>.
 *
 * @param <T> the type of the nodes
 * @param edges the page, in the order of the list
 * @param pageInfo where the page stands
 * @param totalCount how long the list is; asked for only when selected; empty past
 * {@value Paging#COUNTED}
 */
public record Connection<T>(List<Edge<T>> edges, PageInfo pageInfo, Mono<Integer> totalCount) {

	public List<T> nodes() {
		return this.edges.stream().map(Edge::node).toList();
	}

	/**
	 * One item of a page.
	 *
	 * @param place seals its cursor; that is dear, so only who selects it pays for it
	 */
	public record Edge<T>(T node, Supplier<String> place) {

		/** Where it stands; opaque, bound to the tenant, the filter and the order. */
		public String cursor() {
			return this.place.get();
		}

	}

	/**
	 * Where a page stands in its list.
	 *
	 * @param hasNextPage whether something follows; a fact, whichever way one pages
	 * @param hasPreviousPage whether something precedes
	 * @param first the first edge; null where the page is empty
	 * @param last the last edge; null where the page is empty
	 */
	public record PageInfo(Mono<Boolean> hasNextPage, Mono<Boolean> hasPreviousPage, @Nullable Edge<?> first,
			@Nullable Edge<?> last) {

		/** The cursor of the first edge; null where the page is empty. */
		public @Nullable String startCursor() {
			return (this.first == null) ? null : this.first.cursor();
		}

		/** The cursor of the last edge; null where the page is empty. */
		public @Nullable String endCursor() {
			return (this.last == null) ? null : this.last.cursor();
		}

	}

}
