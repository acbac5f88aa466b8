package dev.rapport.growth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A small picture for each operation: the CPU of a request, service and database, by the
 * number of records; a line for each number of clients.
 */
final class GrowthPlot {

	private static final int WIDTH = 230;

	private static final int HEIGHT = 170;

	private static final int MARGIN = 45;

	private static final int COLUMNS = 4;

	private static final List<String> COLOURS = List.of("#2b6cb0", "#2f855a", "#b7791f", "#c53030", "#6b46c1");

	private final List<Cell> cells;

	private final List<Integer> sizes;

	private final List<Integer> clients;

	GrowthPlot(List<Cell> cells) {
		this.cells = cells;
		this.sizes = cells.stream().map(Cell::records).distinct().sorted().toList();
		this.clients = cells.stream().map(Cell::clients).distinct().sorted().toList();
	}

	void write(Path file) throws IOException {
		int rows = (Work.all().size() + COLUMNS) / COLUMNS;
		StringBuilder svg = new StringBuilder(
				"<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif' font-size='11'>%n"
					.formatted(COLUMNS * (WIDTH + MARGIN) + MARGIN, rows * (HEIGHT + 2 * MARGIN)));
		svg.append("<rect width='100%' height='100%' fill='white'/>\n");
		for (Work work : Work.all()) {
			svg.append(at(work.ordinal(), picture(work)));
		}
		svg.append(at(Work.all().size(), legend())).append("</svg>\n");
		Files.createDirectories(file.toAbsolutePath().getParent());
		Files.writeString(file, svg);
	}

	private static String at(int place, String picture) {
		return "<g transform='translate(%d %d)'>%s</g>%n".formatted(MARGIN + place % COLUMNS * (WIDTH + MARGIN),
				MARGIN + place / COLUMNS * (HEIGHT + 2 * MARGIN), picture);
	}

	private String picture(Work work) {
		List<Cell> some = this.cells.stream().filter((cell) -> cell.work() == work).toList();
		double top = some.stream().mapToDouble(Cell::cpu).max().orElse(1) * 1.1;
		String lines = this.clients.stream().map((count) -> line(some, count, top)).collect(Collectors.joining());
		return "<text y='-8' font-weight='bold'>%s</text><path d='M0 0V%d H%d' fill='none' stroke='#444'/>"
			.formatted(work, HEIGHT, WIDTH)
				+ number(top) + lines
				+ IntStream.range(0, this.sizes.size())
					.mapToObj((i) -> "<text x='%d' y='%d' text-anchor='middle'>%,d</text>".formatted(x(i), HEIGHT + 15,
							this.sizes.get(i)))
					.collect(Collectors.joining());
	}

	private static String number(double top) {
		return String.format(Locale.ROOT,
				"<text x='-5' y='8' text-anchor='end'>%.1f ms</text><text x='-5' y='%d' text-anchor='end'>0</text>",
				top, HEIGHT);
	}

	private String line(List<Cell> some, int count, double top) {
		String points = some.stream()
			.filter((cell) -> cell.clients() == count)
			.map((cell) -> String.format(Locale.ROOT, "%d,%.1f", x(this.sizes.indexOf(cell.records())),
					HEIGHT * (1 - cell.cpu() / top)))
			.collect(Collectors.joining(" "));
		return "<polyline points='%s' fill='none' stroke='%s' stroke-width='2'/>".formatted(points, colour(count));
	}

	private String legend() {
		return "<text y='-8' font-weight='bold'>CPU of a request by records</text>" + this.clients.stream()
			.map((count) -> "<text y='%d' fill='%s'>%d clients</text>".formatted(20 + 18 * this.clients.indexOf(count),
					colour(count), count))
			.collect(Collectors.joining());
	}

	private String colour(int count) {
		return COLOURS.get(this.clients.indexOf(count) % COLOURS.size());
	}

	private int x(int size) {
		return 20 + (WIDTH - 40) * size / Math.max(1, this.sizes.size() - 1);
	}

}
