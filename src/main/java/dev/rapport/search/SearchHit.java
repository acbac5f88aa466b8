package dev.rapport.search;

import java.util.UUID;

/**
 * One record that was found.
 *
 * @param id the UUID of the node
 * @param title its name or subject
 * @param rank 1 exactly, 2 from the beginning, 3 from the beginning of a word, 4
 * elsewhere
 */
record SearchHit(SearchType type, UUID id, String title, int rank) {
}
