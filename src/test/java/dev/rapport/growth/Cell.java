package dev.rapport.growth;

import java.util.List;
import java.util.Locale;

/**
 * What one operation took at a size and with a number of clients.
 *
 * @param millis of the median request, as its client sees it
 * @param server milliseconds of CPU of the service, for each request
 * @param database milliseconds of CPU of PostgreSQL, for each request
 * @param perSecond requests
 * @param refused requests that came when too many waited for the database
 */
record Cell(Work work, int records, int clients, double millis, double server, double database, double perSecond,
		int refused) {

	/**
	 * Takes the figures together.
	 * @param all the requests
	 * @param used what processes used meanwhile
	 */
	static Cell of(Work work, int records, int clients, List<Asked> all, Processes.Use used) {
		List<Long> sorted = all.stream().map(Asked::nanos).sorted().toList();
		double count = sorted.size();
		return new Cell(work, records, clients, sorted.get(sorted.size() / 2) / 1e6, used.server() / 1e6 / count,
				used.database() / 1e6 / count, count * 1e9 / used.elapsed(),
				(int) all.stream().filter(Asked::refused).count());
	}

	/** Milliseconds of CPU for each request, service and database. */
	double cpu() {
		return this.server + this.database;
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "%-18s | %,9d | %4d | %8.2f | %6.2f | %6.2f | %7.0f%s", this.work,
				this.records, this.clients, this.millis, this.server, this.database, this.perSecond,
				(this.refused == 0) ? "" : " (" + this.refused + " refused)");
	}

	/**
	 * One request.
	 *
	 * @param nanos until its answer
	 */
	record Asked(long nanos, boolean refused) {
	}

}
