package dev.rapport.web;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.TenantId;
import graphql.language.OperationDefinition.Operation;
import graphql.schema.DataFetchingEnvironment;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.graphql.ExecutionGraphQlService;
import org.springframework.graphql.execution.RuntimeWiringConfigurer;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.server.WebFilter;

/**
 * A small application behind the transports, on a port of its own. Without stereotypes,
 * so that no component scan finds it.
 */
@EnableAutoConfiguration(
		excludeName = { "org.springframework.boot.graphql.autoconfigure.reactive.GraphQlWebFluxAutoConfiguration",
				"org.springframework.boot.graphql.autoconfigure.security.GraphQlWebFluxSecurityAutoConfiguration",
				"org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration",
				"org.springframework.boot.r2dbc.autoconfigure.R2dbcInitializationAutoConfiguration",
				"org.springframework.boot.r2dbc.autoconfigure.R2dbcTransactionManagerAutoConfiguration",
				"org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
				"org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration" })
@Import(WebConfiguration.class)
class WebSample {

	static final UUID MEMBER = UUID.fromString("00000000-0000-7000-8000-000000000001");

	private static final UUID OTHER_MEMBER = UUID.fromString("00000000-0000-7000-8000-000000000002");

	private static final TenantId TENANT = new TenantId(UUID.fromString("00000000-0000-7000-8000-00000000000a"));

	private static final Duration SLOW = Duration.ofMillis(400);

	/** Live subscriptions. */
	final AtomicInteger live = new AtomicInteger();

	/** Executions without a caller. */
	final AtomicInteger anonymous = new AtomicInteger();

	/** Kilobytes drawn from the flood. */
	final AtomicLong drawn = new AtomicLong();

	/** The limits where nothing is set. */
	static SocketLimits published() {
		return new Binder(new MapConfigurationPropertySource(Map.of())).bindOrCreate("rapport.web.sockets",
				SocketLimits.class);
	}

	static ConfigurableApplicationContext start(SocketLimits limits, String... properties) {
		return new SpringApplicationBuilder(WebSample.class)
			.initializers((context) -> ((GenericApplicationContext) context).registerBean("quickLimits",
					SocketLimits.class, () -> limits, (definition) -> definition.setPrimary(true)))
			.properties("spring.graphql.schema.locations=classpath:websample/",
					"spring.messages.basename=messages/transport", "spring.messages.fallback-to-system-locale=false",
					"spring.main.banner-mode=off")
			.properties(properties)
			.run("--server.port=0");
	}

	@Bean
	RuntimeWiringConfigurer fields() {
		return (wiring) -> wiring
			.type("Query",
					(query) -> query.dataFetcher("hello", (_) -> "world")
						.dataFetcher("admitted", WebSample::admitted)
						.dataFetcher("member", (_) -> member())
						.dataFetcher("length", (field) -> String.valueOf(field.<String>getArgument("text")).length()))
			.type("Mutation", (mutation) -> mutation.dataFetcher("touch", (_) -> 1))
			.type("Subscription",
					(subscription) -> subscription.dataFetcher("count", (field) -> counted(count(field)))
						.dataFetcher("silence", (_) -> counted(Flux.never()))
						.dataFetcher("flood", (_) -> counted(flood()))
						.dataFetcher("breaking", (_) -> Flux.concat(Flux.just(1), Mono.error(new Secret()))))
			.type("Counted", (counted) -> counted.dataFetcher("member", (_) -> member()));
	}

	private static Set<Operation> admitted(DataFetchingEnvironment field) {
		return field.getGraphQlContext().getOrDefault("rapport.operations", Set.of());
	}

	private static Mono<String> member() {
		return ReactiveSecurityContextHolder.getContext()
			.mapNotNull((context) -> context.getAuthentication())
			.filter((authentication) -> authentication.getPrincipal() instanceof Actor)
			.map((authentication) -> String.valueOf(((Actor) authentication.getPrincipal()).member()));
	}

	private static Flux<Map<String, Object>> count(DataFetchingEnvironment field) {
		String after = field.getGraphQlContext().getOrDefault("rapport.after", field.getArgument("after"));
		int last = (after != null) ? Integer.parseInt(after.substring("cursor-".length())) : 0;
		Integer upTo = field.getArgument("upTo");
		return Flux.range(last + 1, Math.max(0, ((upTo != null) ? upTo : 0) - last))
			.concatMap((number) -> Mono.delay(Duration.ofMillis(1)).thenReturn(number))
			.map((number) -> Map.of("cursor", "cursor-" + number, "number", number));
	}

	private Flux<String> flood() {
		return Flux.<String>generate((sink) -> sink.next("x".repeat(1024)))
			.doOnNext((_) -> this.drawn.incrementAndGet());
	}

	private <T> Flux<T> counted(Flux<T> subscription) {
		return subscription.doOnSubscribe((_) -> this.live.incrementAndGet())
			.doFinally((_) -> this.live.decrementAndGet());
	}

	@Bean
	WebGraphQlHandler operations(ExecutionGraphQlService engine) {
		return WebGraphQlHandler.builder(engine)
			.interceptor((request, chain) -> notingAnonymous().then(Mono.defer(() -> behave(request, chain))))
			.build();
	}

	private Mono<Void> notingAnonymous() {
		return ReactiveSecurityContextHolder.getContext()
			.switchIfEmpty(Mono.fromRunnable(this.anonymous::incrementAndGet))
			.then();
	}

	private static Mono<WebGraphQlResponse> behave(WebGraphQlRequest request, WebGraphQlInterceptor.Chain chain) {
		return switch (String.valueOf(request.getExtensions().get("behave"))) {
			case "slow" -> Mono.delay(SLOW).then(chain.next(request));
			case "refuse" -> Mono.error(new Problem.Refused(ApiCode.RATE_LIMITED, "tooMuch"));
			case "break" -> Mono.error(new Secret());
			default -> chain.next(request);
		};
	}

	@Bean
	ReactiveAuthenticationManager authenticationManager() {
		return (authentication) -> verify(((BearerTokenAuthenticationToken) authentication).getToken());
	}

	private static Mono<Authentication> verify(String token) {
		return switch (token) {
			case "good" -> Mono.just(authentication(MEMBER, Instant.now().plusSeconds(3600)));
			case "other" -> Mono.just(authentication(OTHER_MEMBER, Instant.now().plusSeconds(3600)));
			case "brief" -> Mono.just(authentication(MEMBER, Instant.now().plusMillis(700)));
			case "eternal" -> Mono.just(authentication(MEMBER, null));
			case "slow" -> Mono.delay(SLOW).map((_) -> authentication(MEMBER, null));
			case "slow-bad" -> Mono.delay(SLOW).then(Mono.error(new BadCredentialsException("bad")));
			case "down" -> Mono.error(new AuthenticationServiceException("no keys"));
			default -> Mono.error(new BadCredentialsException("bad"));
		};
	}

	private static Authentication authentication(UUID member, @Nullable Instant expiry) {
		Actor actor = new Actor(TENANT, Actor.Kind.USER, member, "test", "", Rights.UNLIMITED);
		Jwt.Builder jwt = Jwt.withTokenValue("t").header("alg", "none").subject(member.toString());
		return UsernamePasswordAuthenticationToken.authenticated(actor,
				((expiry != null) ? jwt.expiresAt(expiry) : jwt).build(), AuthorityUtils.NO_AUTHORITIES);
	}

	@Bean
	SecurityWebFilterChain security(ServerHttpSecurity http, ReactiveAuthenticationManager manager) {
		return http.csrf((csrf) -> csrf.disable())
			.authorizeExchange((exchanges) -> exchanges.anyExchange().permitAll())
			.oauth2ResourceServer((server) -> server.jwt((jwt) -> jwt.authenticationManager(manager)))
			.build();
	}

	/** Like a filter that looks something up: goes on in another thread. */
	@Bean
	WebFilter detour() {
		return (exchange, chain) -> exchange.getRequest().getQueryParams().containsKey("detour")
				? Mono.delay(Duration.ofMillis(1)).then(chain.filter(exchange)) : chain.filter(exchange);
	}

	/** A fault whose words must not reach a client. */
	static final class Secret extends RuntimeException {

		Secret() {
			super("the secret words");
		}

	}

}
