package dev.rapport.events;

import java.util.List;

/**
 * A part of the log as its reader sees it.
 *
 * @param nodes the changes, in the order in which they happened; perhaps none
 * @param endCursor how far was read, what the reader does not see included
 * @param hasNextPage whether the log goes on behind that
 */
public record EventPage(List<Change> nodes, EventCursor endCursor, boolean hasNextPage) {

	public EventPage {
		nodes = List.copyOf(nodes);
	}

}
