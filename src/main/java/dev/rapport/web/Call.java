package dev.rapport.web;

import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * What is known of a request before its body is read.
 *
 * @param id the request id, the caller's own where it is well formed
 * @param locale the language of the texts that go back, Chinese or English
 */
record Call(String id, Locale locale) {

	static final String ID_HEADER = "X-Request-Id";

	private static final Pattern WELL_FORMED_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

	private static final List<Locale> LOCALES = List.of(Locale.ENGLISH, Locale.CHINESE);

	static Call of(HttpHeaders headers) {
		return new Call(id(headers.getFirst(ID_HEADER)), locale(headers));
	}

	/** A further request on the same connection: another id, the same language. */
	Call next() {
		return new Call(fresh(), this.locale);
	}

	private static String id(@Nullable String proposed) {
		boolean usable = proposed != null && WELL_FORMED_ID.matcher(proposed).matches();
		return (usable && proposed != null) ? proposed : fresh();
	}

	/** A UUID of version 4, without lock or entropy: it is no secret. */
	private static String fresh() {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		long high = random.nextLong() & ~0xF000L | 0x4000L;
		long low = random.nextLong() >>> 2 | Long.MIN_VALUE;
		return new UUID(high, low).toString();
	}

	private static Locale locale(HttpHeaders headers) {
		if (!headers.containsHeader(HttpHeaders.ACCEPT_LANGUAGE)) {
			return Locale.ENGLISH;
		}
		try {
			Locale wanted = Locale.lookup(headers.getAcceptLanguage(), LOCALES);
			return (wanted != null) ? wanted : Locale.ENGLISH;
		}
		catch (IllegalArgumentException malformed) {
			return Locale.ENGLISH;
		}
	}

}
