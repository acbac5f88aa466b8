package dev.rapport.embedded;

import java.util.List;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/** Says, once the start is through, where to go and with which tokens. */
final class Welcome implements ApplicationListener<ApplicationReadyEvent> {

	private static final Logger logger = LoggerFactory.getLogger(Welcome.class);

	private static final String QUERY = "{ __typename pipelines { nodes { name } } }";

	private final Environment environment;

	private final ObjectProvider<DemoTokens> tokens;

	Welcome(Environment environment, ObjectProvider<DemoTokens> tokens) {
		this.environment = environment;
		this.tokens = tokens;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		logger.info("{}", text());
	}

	String text() {
		List<DemoTokens.Labelled> known = this.tokens.stream().flatMap((source) -> source.all().stream()).toList();
		return """


				  Rapport is ready. Database and sign-in are the built-in ones, for development only.

				    Start here   %s
				    Board        %s
				    Playground   %s
				    GraphQL      %s
				    WebSocket    %s
				%s""".formatted(url("http", "/"), url("http", "/board"), url("http", "/playground/"),
				url("http", graphql()), url("ws", webSocket()), known.isEmpty() ? "" : signIn(known));
	}

	private String signIn(List<DemoTokens.Labelled> known) {
		String list = known.stream()
			.map((user) -> "    %s%n    %s%n".formatted(user.label(), user.token()))
			.collect(Collectors.joining(System.lineSeparator()));
		return """

				  Tokens, valid for %d days

				%s
				  Try it

				    %s
				""".formatted(DevelopmentIssuer.VALIDITY.toDays(), list, curl(known.getFirst().token()));
	}

	private String curl(String token) {
		return "curl -s %s -H 'Content-Type: application/json' -H 'Authorization: Bearer %s' -d '{\"query\":\"%s\"}'"
			.formatted(url("http", graphql()), token, QUERY);
	}

	private String url(String scheme, String path) {
		return "%s://localhost:%s%s%s".formatted(scheme, this.environment.getProperty("local.server.port", "8080"),
				this.environment.getProperty("spring.webflux.base-path", ""), path);
	}

	private String graphql() {
		return this.environment.getProperty("spring.graphql.http.path", "/graphql");
	}

	private String webSocket() {
		return this.environment.getProperty("spring.graphql.websocket.path", graphql());
	}

}
