package dev.rapport.graphql;

/** Points and records, added up. */
final class Tally {

	/** What any operation costs. */
	private static final long BASE = 1;

	private long points = BASE;

	private long records;

	void add(long points, long records) {
		this.points += points;
		this.records += records;
	}

	long points() {
		return this.points;
	}

	long records() {
		return this.records;
	}

}
