package dev.rapport.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code --check} says about an issuer: whether its discovery document calls it by
 * the name that is configured, and whether it publishes keys.
 *
 * @param name what its tokens have as {@code iss}
 * @param keys where its keys are; empty to read that from its discovery document
 */
record IssuerLook(String name, String keys) {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final String DISCOVERY = "/.well-known/openid-configuration";

	private static final JsonMapper JSON = JsonMapper.builder().build();

	/** One look for each issuer that is configured. */
	static Stream<Callable<Stream<Finding>>> looks(Settings settings) {
		Stream<IssuerLook> listed = IntStream
			.iterate(0, (index) -> settings.has("rapport.security.issuers[%d].issuer".formatted(index)),
					(index) -> index + 1)
			.mapToObj("rapport.security.issuers[%d]."::formatted)
			.map((one) -> new IssuerLook(settings.value(one + "issuer").orElse(""),
					settings.value(one + "jwk-set-uri").orElse("")));
		Stream<IssuerLook> springs = settings.value(Settings.ISSUER)
			.map((name) -> new IssuerLook(name, settings.value(Settings.KEYS).orElse("")))
			.stream();
		return Stream.concat(springs, listed).map((look) -> () -> Stream.of(look.finding()));
	}

	Finding finding() throws InterruptedException {
		try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
			String address = this.keys.isEmpty() ? discovered(client) : this.keys;
			int count = json(client, address).path("keys").size();
			return (count > 0) ? Finding.fine("issuer", this.name, count)
					: Finding.mend("issuer.keyless", this.name, address);
		}
		catch (OtherName ex) {
			return Finding.mend("issuer.name", this.name, String.valueOf(ex.getMessage()));
		}
		catch (IOException | JacksonException | IllegalArgumentException ex) {
			return Finding.mend("issuer.silent", this.name,
					this.keys.isEmpty() ? this.name.replaceAll("/$", "") + DISCOVERY : this.keys);
		}
	}

	private String discovered(HttpClient client) throws IOException, InterruptedException {
		JsonNode document = json(client, this.name.replaceAll("/$", "") + DISCOVERY);
		String own = document.path("issuer").asString("");
		if (!own.equals(this.name)) {
			throw new OtherName(own);
		}
		return document.path("jwks_uri").asString("");
	}

	private static JsonNode json(HttpClient client, String address) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(address)).timeout(PATIENCE).build();
		HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
		if (answer.statusCode() != 200) {
			throw new IOException("Status " + answer.statusCode());
		}
		return JSON.readTree(answer.body());
	}

	/** It calls itself otherwise. */
	private static final class OtherName extends IOException {

		OtherName(String name) {
			super(name);
		}

	}

}
