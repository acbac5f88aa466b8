package dev.rapport.search;

import java.util.List;

/**
 * What was found.
 *
 * @param hits the best ones first
 */
record SearchResult(List<SearchHit> hits) {
}
