package dev.rapport.persistence;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import reactor.core.publisher.Mono;

/**
 * Where nodes of one type come from. Each room contributes its own, so that {@code node},
 * {@code nodes} and every relation to one node are served by one batch loader per type.
 *
 * @param <T> the type of the nodes
 */
public interface NodeSource<T> {

	/** The prefix of the ids. */
	String prefix();

	Class<T> type();

	/** The nodes that exist for the caller, by id, in one statement. */
	Mono<Map<UUID, T>> byIds(Collection<UUID> ids);

	/**
	 * The fields that sketches show; empty if there are none. Most who refer to a node
	 * want its name and no more, and a column that is read costs as much as finding the
	 * row.
	 */
	default Set<String> sketched() {
		return Set.of();
	}

	/**
	 * The nodes as {@link #byIds}, but only what {@link #sketched} names is right; all
	 * else is blank. For those who hand them on and nothing more.
	 */
	default Mono<Map<UUID, T>> sketches(Collection<UUID> ids) {
		return byIds(ids);
	}

}
