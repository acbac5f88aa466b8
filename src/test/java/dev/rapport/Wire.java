package dev.rapport;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Talks to the running service as a client does: JSON over HTTP with a bearer token. */
public final class Wire {

	public static final JsonMapper JSON = JsonMapper.builder().build();

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private final URI endpoint;

	private final String token;

	public Wire(int port, String token) {
		this.endpoint = URI.create("http://127.0.0.1:" + port + "/graphql");
		this.token = token;
	}

	/** An operation, as clients usually send it. */
	public Answer ask(String query, Map<String, Object> variables) {
		return send(JSON.writeValueAsString(Map.of("query", query, "variables", variables)), "application/json");
	}

	/** Any body under any content type. */
	public Answer send(String body, String contentType, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(this.endpoint)
			.header("Authorization", "Bearer " + this.token)
			.header("Content-Type", contentType)
			.header("Accept", "application/graphql-response+json, application/json;q=0.9")
			.POST(HttpRequest.BodyPublishers.ofString(body));
		for (int i = 0; i < headers.length; i += 2) {
			request.setHeader(headers[i], headers[i + 1]);
		}
		return exchange(request.build());
	}

	public static Answer exchange(HttpRequest request) {
		try {
			HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
			return new Answer(response.statusCode(), response.body(), JSON.readTree(response.body()));
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	public URI endpoint() {
		return this.endpoint;
	}

	/**
	 * What came back.
	 *
	 * @param text the body as it was
	 */
	public record Answer(int status, String text, JsonNode json) {

		/** The code of the first error; empty if there is none. */
		public String code() {
			return this.json.path("errors").path(0).path("extensions").path("code").asString("");
		}

	}

}
