package dev.rapport.embedded;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import dev.rapport.tenancy.Demo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
final class PlaygroundTests {

	private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]+)\"");

	/**
	 * Each answer is read to its end: what is left unread leaks when its connection ends.
	 */
	private static final int LARGEST_FILE = 16 * 1024 * 1024;

	@TempDir
	private static Path temporary;

	private static ConfigurableApplicationContext context;

	private static String welcome = "";

	private static WebTestClient client;

	@BeforeAll
	static void start(CapturedOutput output) {
		context = SpringApplication.run(Pages.class, arguments());
		welcome = output.getAll();
		client = WebTestClient.bindToServer()
			.baseUrl("http://localhost:" + port(context))
			.codecs((codecs) -> codecs.defaultCodecs().maxInMemorySize(LARGEST_FILE))
			.build();
	}

	@AfterAll
	static void stop() {
		context.close();
		EmbeddedDatabase.in(temporary, false).stop();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/playground/" })
	void servesPagesWhoseFilesAreAllHere(String path) {
		String page = client.get()
			.uri(path)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		assertThat(page).isNotNull().doesNotContain("http://", "https://", "onclick", "<script>", "style=");
		Matcher links = LINK.matcher(page);
		assertThat(links.results().map((link) -> link.group(1)).toList()).isNotEmpty()
			.allSatisfy((link) -> assertThat(client.get()
				.uri(URI.create("http://localhost:" + port(context) + path).resolve(link))
				.exchange()
				.expectStatus()
				.isOk()
				.expectBody()
				.returnResult()
				.getResponseBody()).isNotEmpty());
	}

	@Test
	void leadsToThePlaygroundWithoutTheSlash() {
		client.get().uri("/playground").exchange().expectHeader().location("playground/");
	}

	@Test
	void handsDemoTokensToThisMachine() {
		client.get()
			.uri("/playground/token.json")
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.valueEquals(HttpHeaders.CACHE_CONTROL, "no-store")
			.expectBody()
			.jsonPath("$[0].label")
			.isEqualTo("林薇 (manager)")
			.jsonPath("$[0].token")
			.isNotEmpty();
	}

	@Test
	void handsNoTokensToAPageUnderAnotherName() {
		client.get()
			.uri("/playground/token.json")
			.header(HttpHeaders.HOST, "evil.example.org")
			.exchange()
			.expectStatus()
			.isNotFound();
	}

	@Test
	void hasNoTokensBesideARealIssuer() {
		try (ConfigurableApplicationContext real = new SpringApplicationBuilder(DevelopmentConfiguration.class)
			.web(WebApplicationType.NONE)
			.run(arguments("--" + Settings.ISSUER + "=https://login.example.org"))) {
			assertThat(real.getBeanNamesForType(DevelopmentIssuer.class)).isEmpty();
			assertThat(real.containsBean("developmentKeys")).isFalse();
			WebTestClient
				.bindToRouterFunction(new Playground().playgroundRoutes(real.getBeanProvider(DemoTokens.class)))
				.build()
				.get()
				.uri("/playground/token.json")
				.exchange()
				.expectStatus()
				.isNotFound();
		}
	}

	@Test
	void publishesTheKeyThatVerifiesItsTokens() throws Exception {
		JWKSource<?> keys = context.getBean("developmentKeys", JWKSource.class);
		assertThat(keys.get(new JWKSelector(new JWKMatcher.Builder().privateOnly(false).build()), null)).hasSize(1);
	}

	@Test
	void saysWhereToGo() {
		String base = "localhost:" + port(context);
		assertThat(welcome).contains("http://" + base + "/playground/", "ws://" + base + "/graphql", "林薇 (manager)",
				"curl -s http://" + base + "/graphql -H 'Content-Type: application/json' -H 'Authorization: Bearer ey");
	}

	private static String[] arguments(String... more) {
		return Stream
			.concat(Arrays.stream(more), Stream.of("--rapport.embedded.directory=" + temporary,
					"--rapport.embedded.durable=false", "--server.port=0", "--spring.flyway.enabled=false"))
			.toArray(String[]::new);
	}

	private static String port(ConfigurableApplicationContext context) {
		return String.valueOf(context.getEnvironment().getProperty("local.server.port"));
	}

	@EnableAutoConfiguration(excludeName = "org.springframework.boot.graphql.autoconfigure.GraphQlAutoConfiguration")
	@Import({ Playground.class, DevelopmentConfiguration.class })
	static class Pages {

		@Bean
		Demo demo() {
			return new Demo("acme", List.of(new Demo.User("lin", "林薇", "manager")));
		}

		@Bean
		SecurityWebFilterChain open(ServerHttpSecurity http) {
			return http.authorizeExchange((exchange) -> exchange.anyExchange().permitAll()).build();
		}

	}

}
