package dev.rapport.persistence;

import java.util.List;

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
	 * @param cursor where it stands; opaque, bound to the tenant, the filter and the
	 * order
	 */
	public record Edge<T>(T node, String cursor) {
	}

	/**
	 * Where a page stands in its list.
	 *
	 * @param hasNextPage whether something follows; a fact, whichever way one pages
	 * @param hasPreviousPage whether something precedes
	 * @param startCursor the cursor of the first edge; null where the page is empty
	 * @param endCursor the cursor of the last edge; null where the page is empty
	 */
	public record PageInfo(Mono<Boolean> hasNextPage, Mono<Boolean> hasPreviousPage, @Nullable String startCursor,
			@Nullable String endCursor) {
	}

}
