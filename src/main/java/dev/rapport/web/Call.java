package dev.rapport.web;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import com.github.f4b6a3.uuid.UuidCreator;
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

	/** No secret, so it need not wait for the entropy of the machine. */
	private static String fresh() {
		return UuidCreator.getTimeOrderedEpochFast().toString();
	}

	private static Locale locale(HttpHeaders headers) {
		try {
			Locale wanted = Locale.lookup(headers.getAcceptLanguage(), LOCALES);
			return (wanted != null) ? wanted : Locale.ENGLISH;
		}
		catch (IllegalArgumentException malformed) {
			return Locale.ENGLISH;
		}
	}

}
