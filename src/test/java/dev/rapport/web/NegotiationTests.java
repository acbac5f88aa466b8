package dev.rapport.web;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class NegotiationTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			*/*                                                             | application/json
			application/*                                                   | application/json
			application/json                                                | application/json
			application/graphql-response+json                               | application/graphql-response+json
			application/json, application/graphql-response+json             | application/graphql-response+json
			application/graphql-response+json;q=0.5, application/json       | application/json
			application/graphql-response+json;charset=utf-8, */*;q=0.1      | application/graphql-response+json
			application/json;q=0, */*                                       | application/graphql-response+json
			text/event-stream                                               | text/event-stream
			text/event-stream, application/json                             | application/json
			text/event-stream, application/json;q=0.9                       | text/event-stream
			""")
	void choosesByQuality(String accept, String expected) {
		assertThat(Negotiation.answer(accepting(accept))).hasToString(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/html", "text/*", "application/json;q=0", "application/xml, image/*", "nonsense" })
	void refusesWhatItCannotSpeak(String accept) {
		assertThatExceptionOfType(Rejection.class).isThrownBy(() -> Negotiation.answer(accepting(accept)))
			.returns(406, Rejection::status);
	}

	private static HttpHeaders accepting(String accept) {
		HttpHeaders headers = new HttpHeaders();
		headers.set(HttpHeaders.ACCEPT, accept);
		return headers;
	}

}
