package dev.rapport.web;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.embedded.DevelopmentIssuer;

import static org.assertj.core.api.Assertions.assertThat;

/** Every transport refuses what the caller may not do. */
@RapportTest
class AccessTransportTests {

	private static final String FORBIDDEN = "FORBIDDEN";

	@Autowired
	Tenants tenants;

	@Autowired
	DevelopmentIssuer issuer;

	@LocalServerPort
	int port;

	private String token;

	@BeforeEach
	void hire() {
		Tenants.Tenant tenant = this.tenants.found();
		tenant.hire("pat", null, "PARTNER");
		this.token = this.issuer.token(tenant.key(), "pat");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{ members(filter: {email: {contains: \"a\"}}) { totalCount } }",
			"mutation { createPipeline(input: {name: \"P\"}) { errors { code } } }" })
	void overHttp(String document) {
		dev.rapport.Wire.Answer answer = new dev.rapport.Wire(this.port, this.token).ask(document, Map.of());
		assertThat(answer.code()).isEqualTo(FORBIDDEN);
		assertThat(answer.status()).isEqualTo(403);
		assertThat(answer.json().has("data")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "mutation { createPipeline(input: {name: \"P\"}) { errors { code } } }",
			"subscription { memberChanged(filter: {email: {contains: \"a\"}}) { cursor } }" })
	void overServerSentEvents(String document) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(new dev.rapport.Wire(this.port, this.token).endpoint())
			.header("Authorization", "Bearer " + this.token)
			.header("Content-Type", "application/json")
			.header("Accept", "text/event-stream")
			.POST(HttpRequest.BodyPublishers
				.ofString(dev.rapport.Wire.JSON.writeValueAsString(Map.of("query", document))))
			.build();
		try (HttpClient client = HttpClient.newHttpClient()) {
			String stream = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
			assertThat(stream).contains("event:next", FORBIDDEN, "event:complete").doesNotContain("\"data\"");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "mutation { createPipeline(input: {name: \"P\"}) { errors { code } } }",
			"subscription { memberChanged(filter: {email: {contains: \"a\"}}) { cursor } }" })
	void overWebSocket(String document) {
		try (HttpClient client = HttpClient.newHttpClient();
				SocketClient socket = SocketClient.open(client, this.port).as(this.token)) {
			socket.subscribe("1", document);
			Map<String, Object> message = socket.next();
			assertThat(message).containsEntry("type", "error").containsEntry("id", "1");
			assertThat(String.valueOf((List<?>) message.get("payload"))).contains(FORBIDDEN);
		}
	}

}
