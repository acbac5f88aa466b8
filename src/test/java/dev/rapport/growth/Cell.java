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
 */
record Cell(Work work, int records, int clients, double millis, double server, double database, double perSecond) {

	/**
	 * Takes the figures together.
	 * @param nanos how long each request took
	 * @param used what processes used meanwhile
	 */
	static Cell of(Work work, int records, int clients, List<Long> nanos, Processes.Use used) {
		List<Long> sorted = nanos.stream().sorted().toList();
		double count = sorted.size();
		return new Cell(work, records, clients, sorted.get(sorted.size() / 2) / 1e6, used.server() / 1e6 / count,
				used.database() / 1e6 / count, count * 1e9 / used.elapsed());
	}

	/** Milliseconds of CPU for each request, service and database. */
	double cpu() {
		return this.server + this.database;
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "%-18s | %,9d | %4d | %8.2f | %6.2f | %6.2f | %7.0f", this.work, this.records,
				this.clients, this.millis, this.server, this.database, this.perSecond);
	}

}
