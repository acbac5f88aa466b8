package dev.rapport.graphql;

/**
 * What came of taking points from a bucket.
 *
 * @param granted whether they were taken; else nothing was
 * @param remaining points left, not below zero
 * @param pause nanoseconds until as many will be there; zero if they were granted
 */
record Draw(boolean granted, long remaining, long pause) {
}
