package dev.rapport.security;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import reactor.core.Fuseable;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/** The short way of callers who are known: the same answers, and never for longer. */
class KnownCallersTests extends WithIssuers {

	private static final String QUESTION = "{\"query\":\"{ viewer { name } }\"}";

	/** Differ from answer to answer, whichever way it takes. */
	private static final Set<String> OF_THE_MOMENT = Set.of("x-request-id", "ratelimit", "date");

	@Autowired
	private TokenVerifier verifier;

	@Test
	void asksNobodyAboutWhomItJustLetIn() {
		String token = token(claims(this.tenant.key(), "ann"));
		assertThat(isKnown(token)).isFalse();
		letIn(token);
		assertThat(isKnown(token)).isTrue();
		assertThat(name(token)).isEqualTo("Ann Able");
	}

	@Test
	void answersAsOnTheLongWay() throws Exception {
		String token = token(claims(this.tenant.key(), "ann"));
		letIn(token);
		HttpResponse<String> first = send("bearer " + token);
		assertThat(isKnown(token)).isTrue();
		HttpResponse<String> known = send("Bearer " + token);
		assertThat(known.statusCode()).isEqualTo(200);
		assertThat(known.body()).isEqualTo(first.body());
		assertThat(headers(known)).isEqualTo(headers(first));
	}

	@Test
	void knowsNobodyWhoseKeyIsWithdrawnOrWhoseTimeIsOver() {
		String token = token(this.tenant.key(), "ann",
				(claims) -> claims.expirationTime(Date.from(now().plus(Duration.ofMinutes(7)))));
		letIn(token);
		putForward(Duration.ofMinutes(6));
		assertThat(isKnown(token)).as("the keys must be asked for again").isFalse();
		letIn(token);
		assertThat(isKnown(token)).isTrue();
		putForward(Duration.ofMinutes(2));
		assertThat(isKnown(token)).as("expired").isFalse();
		assertThat(ask(token).status()).isEqualTo(401);
	}

	@Test
	void knowsNoTokenThatWasRefused() {
		String unknown = token(claims(this.tenant.key(), "nobody"));
		String forged = signed(ec("rsa-1", Curve.P_256), new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec-1"),
				claims(this.tenant.key(), "ann"));
		for (String token : List.of(unknown, forged)) {
			assertThat(ask(token).status()).isEqualTo(401);
			assertThat(isKnown(token)).isFalse();
			assertThat(ask(token).status()).isEqualTo(401);
		}
	}

	/** Twice: the keys that the first comes with may still have to be asked for. */
	private void letIn(String token) {
		assertThat(List.of(name(token), name(token))).containsOnly("Ann Able");
	}

	private boolean isKnown(String token) {
		Mono<Authentication> answer = this.verifier.authenticate(new BearerTokenAuthenticationToken(token));
		return answer instanceof Fuseable.ScalarCallable<?>;
	}

	private String name(String token) {
		return ask(token).json().at("/data/viewer/name").asString();
	}

	private HttpResponse<String> send(String authorization) throws Exception {
		try (HttpClient client = HttpClient.newHttpClient()) {
			return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/graphql"))
				.header("Authorization", authorization)
				.header("Content-Type", "application/json")
				.header("Origin", "https://elsewhere.example")
				.POST(HttpRequest.BodyPublishers.ofString(QUESTION))
				.build(), HttpResponse.BodyHandlers.ofString());
		}
	}

	private static Map<String, List<String>> headers(HttpResponse<?> response) {
		return response.headers()
			.map()
			.entrySet()
			.stream()
			.filter((header) -> !OF_THE_MOMENT.contains(header.getKey()))
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, TreeMap::new));
	}

}
