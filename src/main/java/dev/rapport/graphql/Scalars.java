package dev.rapport.graphql;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import graphql.schema.GraphQLScalarType;

/** The custom scalars of the schema. Each reads exactly what its specification allows. */
final class Scalars {

	private static final DateTimeFormatter MILLISECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX")
		.withZone(ZoneOffset.UTC);

	private static final Pattern EMAIL = Pattern
		.compile("[^\\s@\"(),:;<>\\[\\\\\\]\\p{Cntrl}]{1,64}@[^\\s@.]+(\\.[^\\s@.]+)+");

	private static final Pattern PHONE = Pattern.compile("\\+[1-9]\\d{6,14}");

	private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,24}(\\.\\d{1,12})?");

	private static final Set<String> COUNTRIES = Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA2);

	private Scalars() {
	}

	static List<GraphQLScalarType> all() {
		return List.of(TextScalar.of("DateTime", Instant.class, Scalars::instant, MILLISECONDS::format),
				TextScalar.of("Date", LocalDate.class, Scalars::date, LocalDate::toString),
				TextScalar.of("Duration", Duration.class, Duration::parse, Duration::toString),
				TextScalar.of("Decimal", BigDecimal.class, Scalars::decimal, BigDecimal::toPlainString),
				text("EmailAddress", (text) -> text.length() <= 254 && EMAIL.matcher(text).matches()),
				text("PhoneNumber", (text) -> PHONE.matcher(text).matches()), text("URL", Scalars::isWebAddress),
				text("CurrencyCode", (text) -> Currency.getInstance(text).getCurrencyCode().equals(text)),
				text("CountryCode", COUNTRIES::contains), text("Locale", Scalars::isLanguageTag),
				text("EventCursor", (text) -> !text.isEmpty()));
	}

	private static GraphQLScalarType text(String name, Predicate<String> valid) {
		return TextScalar.of(name, Object.class, (text) -> {
			if (!valid.test(text)) {
				throw new IllegalArgumentException(name);
			}
			return text;
		}, Object::toString);
	}

	/** Milliseconds are what leaves, so no finer value may come in and be lost. */
	private static Instant instant(String text) {
		Instant instant = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
		if (instant.isBefore(Instant.parse("0001-01-01T00:00:00Z"))
				|| !instant.isBefore(Instant.parse("+10000-01-01T00:00:00Z"))) {
			throw new IllegalArgumentException(text);
		}
		return instant;
	}

	private static LocalDate date(String text) {
		LocalDate date = LocalDate.parse(text);
		if (date.getYear() < 1 || date.getYear() > 9999) {
			throw new IllegalArgumentException(text);
		}
		return date;
	}

	private static BigDecimal decimal(String text) {
		if (!DECIMAL.matcher(text).matches()) {
			throw new IllegalArgumentException(text);
		}
		return new BigDecimal(text);
	}

	private static boolean isWebAddress(String text) {
		URI uri = URI.create(text);
		return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme())) && uri.getHost() != null;
	}

	private static boolean isLanguageTag(String text) {
		try {
			return !new Locale.Builder().setLanguageTag(text).build().getLanguage().isEmpty();
		}
		catch (IllformedLocaleException ex) {
			return false;
		}
	}

}
