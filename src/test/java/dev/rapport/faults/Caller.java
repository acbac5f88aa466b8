package dev.rapport.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

import dev.rapport.Wire;

/** Sends operations over a network that may break, and gives up after a while. */
final class Caller {

	/** Longer than the service takes for anything. */
	private static final Duration PATIENCE = Duration.ofSeconds(12);

	private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

	private final URI endpoint;

	private final String token;

	Caller(int port, String token) {
		this.endpoint = URI.create("http://127.0.0.1:" + port + "/graphql");
		this.token = token;
	}

	/**
	 * Sends an operation.
	 * @param key its idempotency key, if it has one
	 * @throws IOException if there is no answer
	 */
	Answer ask(String document, Map<String, Object> variables, @Nullable String key) throws IOException {
		HttpRequest.Builder request = HttpRequest.newBuilder(this.endpoint)
			.timeout(PATIENCE)
			.header("Authorization", "Bearer " + this.token)
			.header("Content-Type", "application/json")
			.header("Accept", "application/graphql-response+json, application/json;q=0.9")
			.POST(HttpRequest.BodyPublishers
				.ofString(Wire.JSON.writeValueAsString(Map.of("query", document, "variables", variables))));
		if (key != null) {
			request.header("Idempotency-Key", key);
		}
		try {
			HttpResponse<String> response = this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
			return new Answer(response.statusCode(), response.body());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
	}

	/** What came back. */
	record Answer(int status, String text) {

		JsonNode at(String path) {
			try {
				return Wire.JSON.readTree(this.text).at(path);
			}
			catch (JacksonException noJson) {
				return MissingNode.getInstance();
			}
		}

		/** Whether the operation was carried out, with whatever result. */
		boolean isCarriedOut() {
			return this.status == 200 && at("/errors").isMissingNode() && at("/data").isObject();
		}

		/** The code of the first error; empty if there is none. */
		String code() {
			return at("/errors/0/extensions/code").asString("");
		}

		History.Refusal refusal() {
			return new History.Refusal(this.status, this.text);
		}

	}

}
