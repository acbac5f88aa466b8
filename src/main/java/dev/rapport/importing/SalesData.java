package dev.rapport.importing;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;

/**
 * Reads the sheets of the sales data set, cleans what is known to be dirty and refuses
 * rows that make no sense; the report says what became of each.
 */
final class SalesData {

	static final String ACCOUNTS = "accounts";

	static final String PRODUCTS = "products";

	static final String TEAMS = "sales_teams";

	static final String PIPELINE = "sales_pipeline";

	private static final CSVFormat FORMAT = CSVFormat.RFC4180.builder()
		.setHeader()
		.setSkipHeaderRecord(true)
		.setTrim(true)
		.get();

	private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("M/d/uuuu");

	private static final Map<String, String> SPELLINGS = Map.of("technolgy", "technology", "GTXPro", "GTX Pro",
			"Philipines", "Philippines");

	private final LoadReport report;

	SalesData(LoadReport report) {
		this.report = report;
	}

	List<Account> accounts(Resource sheet) {
		return rows(ACCOUNTS, sheet,
				(row) -> new Account(row.get("account"), clean(ACCOUNTS, row.get("sector")),
						Integer.parseInt(row.get("year_established")), new BigDecimal(row.get("revenue")),
						Integer.parseInt(row.get("employees")), clean(ACCOUNTS, row.get("office_location")),
						blankToNull(row.get("subsidiary_of"))));
	}

	List<Article> products(Resource sheet) {
		return rows(PRODUCTS, sheet,
				(row) -> new Article(row.get("product"), row.get("series"), new BigDecimal(row.get("sales_price"))));
	}

	List<Agent> agents(Resource sheet) {
		return rows(TEAMS, sheet,
				(row) -> new Agent(row.get("sales_agent"), row.get("manager"), row.get("regional_office")));
	}

	List<Deal> deals(Resource sheet) {
		return rows(PIPELINE, sheet, this::deal);
	}

	private Deal deal(CSVRecord row) {
		Deal deal = new Deal(row.getRecordNumber() + 1, row.get("opportunity_id"), row.get("sales_agent"),
				clean(PIPELINE, row.get("product")), blankToNull(row.get("account")),
				DealStage.of(row.get("deal_stage")), date(row.get("engage_date")), date(row.get("close_date")),
				Optional.ofNullable(blankToNull(row.get("close_value"))).map(BigDecimal::new).orElse(null));
		if (deal.engaged() != null && deal.closed() != null && deal.closed().isBefore(deal.engaged())) {
			throw new IllegalArgumentException("closed before it was engaged");
		}
		if (deal.stage().closed() && (deal.closed() == null || deal.engaged() == null)) {
			throw new IllegalArgumentException("closed, but not dated");
		}
		return deal;
	}

	private <T> List<T> rows(String name, Resource sheet, Function<CSVRecord, T> reader) {
		List<T> rows = new ArrayList<>();
		try (Reader text = new InputStreamReader(sheet.getInputStream(), StandardCharsets.UTF_8)) {
			for (CSVRecord row : FORMAT.parse(text)) {
				this.report.read(name);
				read(name, row, reader).ifPresent(rows::add);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return rows;
	}

	private <T> Optional<T> read(String name, CSVRecord row, Function<CSVRecord, T> reader) {
		try {
			return Optional.of(reader.apply(row));
		}
		catch (IllegalArgumentException | DateTimeParseException ex) {
			this.report.refused(name, row.getRecordNumber() + 1, String.valueOf(ex.getMessage()));
			return Optional.empty();
		}
	}

	private String clean(String sheet, String value) {
		String spelling = SPELLINGS.get(value);
		if (spelling == null) {
			return value;
		}
		this.report.corrected(sheet, value + " → " + spelling);
		return spelling;
	}

	private static @Nullable LocalDate date(String text) {
		return text.isEmpty() ? null : LocalDate.parse(text, DATE);
	}

	private static @Nullable String blankToNull(String text) {
		return text.isEmpty() ? null : text;
	}

	/** All sheets, cleaned. */
	record Sheets(List<Account> accounts, List<Article> articles, List<Agent> agents, List<Deal> deals) {

		/** The companies that have bought something. */
		Set<String> buyers() {
			return this.deals.stream()
				.filter((deal) -> deal.stage() == DealStage.WON)
				.map(Deal::account)
				.filter(Objects::nonNull)
				.collect(Collectors.toSet());
		}

	}

	/**
	 * A company.
	 *
	 * @param revenue in millions of US dollars per year
	 * @param subsidiaryOf the name of the company that it belongs to
	 */
	record Account(String name, String sector, int founded, BigDecimal revenue, int employees, String country,
			@Nullable String subsidiaryOf) {
	}

	record Article(String name, String series, BigDecimal price) {
	}

	record Agent(String name, String manager, String office) {
	}

	/**
	 * A deal.
	 *
	 * @param line in the sheet, the heading being line 1
	 * @param value in US dollars; null while it is open
	 */
	record Deal(long line, String key, String agent, String product, @Nullable String account, DealStage stage,
			@Nullable LocalDate engaged, @Nullable LocalDate closed, @Nullable BigDecimal value) {
	}

	/** The stages as the data set names them. */
	enum DealStage {

		PROSPECTING, ENGAGING, WON, LOST;

		static DealStage of(String text) {
			return valueOf(text.toUpperCase(Locale.ROOT));
		}

		boolean closed() {
			return this == WON || this == LOST;
		}

	}

}
