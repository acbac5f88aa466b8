package dev.rapport.importing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of the rows of a data set: how many were read, created, corrected and
 * refused, and why.
 */
public final class LoadReport {

	private final Map<String, int[]> sheets = new LinkedHashMap<>();

	private final Map<String, Integer> corrections = new TreeMap<>();

	private final List<String> refusals = new ArrayList<>();

	void read(String sheet) {
		counts(sheet)[0]++;
	}

	void created(String sheet, int count) {
		counts(sheet)[1] += count;
	}

	/** Notes that a row was put right. */
	void corrected(String sheet, String correction) {
		counts(sheet)[2]++;
		this.corrections.merge(sheet + ": " + correction, 1, Integer::sum);
	}

	/**
	 * Notes that a row was left out.
	 * @param row its line in the sheet, the heading being line 1
	 */
	void refused(String sheet, long row, String reason) {
		counts(sheet)[3]++;
		this.refusals.add(sheet + " line " + row + ": " + reason);
	}

	public int rowsRead(String sheet) {
		return counts(sheet)[0];
	}

	public int created(String sheet) {
		return counts(sheet)[1];
	}

	public int corrected(String sheet) {
		return counts(sheet)[2];
	}

	public int refused(String sheet) {
		return counts(sheet)[3];
	}

	/** Each correction with the number of rows that needed it, sorted. */
	public Map<String, Integer> corrections() {
		return Map.copyOf(this.corrections);
	}

	/** Each row that was left out, with its line and the reason. */
	public List<String> refusals() {
		return List.copyOf(this.refusals);
	}

	/** The report as a person reads it. */
	@Override
	public String toString() {
		StringBuilder text = new StringBuilder(
				String.format("%-16s %7s %8s %10s %8s%n", "sheet", "read", "created", "corrected", "refused"));
		this.sheets.forEach((sheet, counts) -> text
			.append(String.format("%-16s %7d %8d %10d %8d%n", sheet, counts[0], counts[1], counts[2], counts[3])));
		this.corrections
			.forEach((correction, count) -> text.append(String.format("  corrected %s (%d)%n", correction, count)));
		this.refusals.forEach((refusal) -> text.append(String.format("  refused %s%n", refusal)));
		return text.toString();
	}

	private int[] counts(String sheet) {
		return this.sheets.computeIfAbsent(sheet, (name) -> new int[4]);
	}

}
