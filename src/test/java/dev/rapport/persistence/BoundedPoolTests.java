package dev.rapport.persistence;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.r2dbc.proxy.ProxyConnectionFactory;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.ValidationDepth;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.env.Environment;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.Wire;
import dev.rapport.embedded.DevelopmentIssuer;
import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;
import dev.rapport.tenancy.Actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A pool of two connections for which three may wait, but not for long. */
@RapportTest
@TestPropertySource(properties = { "spring.r2dbc.pool.initial-size=0", "spring.r2dbc.pool.max-size=2",
		"spring.r2dbc.pool.max-acquire-time=1s", "rapport.database.max-pending-acquire=3" })
@ExtendWith(OutputCaptureExtension.class)
final class BoundedPoolTests {

	private static final int CONNECTIONS = 2;

	private static final int WAITING = 3;

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final String SLOW = "select pg_sleep(4)::text, $1::uuid";

	private static final String QUICK = "select pg_backend_pid()::text, $1::uuid";

	@Autowired
	Tenants tenants;

	@Autowired
	TenantDatabase database;

	@Autowired
	DevelopmentIssuer issuer;

	@Autowired
	R2dbcProperties settings;

	@Autowired
	Environment environment;

	@LocalServerPort
	int port;

	private Tenant tenant;

	@BeforeEach
	void found() {
		this.tenant = this.tenants.found();
	}

	@Test
	void refusesWhoComesWhenTheQueueIsFull(CapturedOutput output) {
		Wire known = new Wire(this.port, this.issuer.token(this.tenant.key(), "ann"));
		Wire stranger = new Wire(this.port, this.issuer.token(this.tenant.key(), "bo"));
		assertThat(known.ask("{ viewer { name } }", Map.of()).code()).isEmpty();
		CompletableFuture<@Nullable List<String>> busy = occupied(CONNECTIONS + WAITING);
		Wire.Answer refused = known.ask("{ viewer { name } }", Map.of());
		assertThat(refused.code()).isEqualTo("SERVICE_UNAVAILABLE");
		assertThat(refused.json().at("/errors/0/extensions/retryable").asBoolean()).isTrue();
		assertThat(refused.json().at("/errors/0/message").asString())
			.isEqualTo("The service can't answer right now; try again.");
		assertThat(output).contains("Pending acquire queue has reached its maximum size of " + WAITING);
		Wire.Answer chinese = known.send("{\"query\": \"{ viewer { name } }\"}", "application/json", "Accept-Language",
				"zh-CN");
		assertThat(chinese.json().at("/errors/0/message").asString()).isEqualTo("服务暂时无法响应，请稍后再试。");
		Wire.Answer unknown = stranger.ask("{ viewer { name } }", Map.of());
		assertThat(unknown.status()).isEqualTo(503);
		assertThat(unknown.code()).isEqualTo("SERVICE_UNAVAILABLE");
		assertThat(busy.join()).filteredOn("SERVICE_UNAVAILABLE"::equals).as("waited in vain").hasSize(WAITING);
		assertThat(stranger.ask("{ viewer { name } }", Map.of()).code()).isEmpty();
	}

	/** The connections are free again long before a second try would give up. */
	@Test
	void waitsOnceOnly() {
		CompletableFuture<@Nullable List<String>> busy = occupied(CONNECTIONS);
		assertThatExceptionOfType(Problem.Refused.class).isThrownBy(() -> ask(QUICK).block(PATIENCE))
			.matches((refused) -> refused.code() == ApiCode.SERVICE_UNAVAILABLE && refused.retryable());
		assertThat(busy.join()).hasSize(CONNECTIONS).doesNotContain("SERVICE_UNAVAILABLE");
	}

	@Test
	void passesOverEachDeadConnection() {
		List<Integer> before = backends();
		assertThat(before).hasSize(CONNECTIONS);
		before.forEach((backend) -> this.tenants.owner().queryForList("select pg_terminate_backend(?, 5000)", backend));
		assertThat(Mono.delay(BoundedPool.REST).block()).isZero();
		assertThat(ask(QUICK).block(PATIENCE)).hasSize(1);
		assertThat(backends()).hasSize(CONNECTIONS).doesNotContainAnyElementsOf(before);
	}

	@Test
	void asksOnlyAConnectionThatHasRested() {
		AtomicInteger asked = new AtomicInteger();
		ConnectionFactory server = ProxyConnectionFactory.builder(new Trips(server())).onBeforeMethod((call) -> {
			if (call.getMethod().getName().equals("validate")
					&& Objects.requireNonNull(call.getMethodArgs())[0] == ValidationDepth.REMOTE) {
				asked.incrementAndGet();
			}
		}).build();
		BoundedPool pool = new BoundedPool(server, this.settings.getPool(), WAITING);
		try {
			borrow(pool);
			int fresh = asked.get();
			borrow(pool);
			borrow(pool);
			assertThat(asked).hasValue(fresh);
			assertThat(Mono.delay(BoundedPool.REST).block()).isZero();
			borrow(pool);
			assertThat(asked).hasValue(fresh + 1);
		}
		finally {
			pool.dispose();
		}
	}

	private ConnectionFactory server() {
		return ConnectionFactories
			.get(ConnectionFactoryOptions.parse(this.environment.getRequiredProperty("spring.r2dbc.url"))
				.mutate()
				.option(ConnectionFactoryOptions.USER, this.environment.getRequiredProperty("spring.r2dbc.username"))
				.option(ConnectionFactoryOptions.PASSWORD,
						this.environment.getRequiredProperty("spring.r2dbc.password"))
				.build());
	}

	private static void borrow(BoundedPool pool) {
		assertThat(Mono.usingWhen(pool.create(), (connection) -> Mono.just(true), Connection::close).block(PATIENCE))
			.isTrue();
	}

	/** Begins statements; tells how each ended when all have. */
	private CompletableFuture<@Nullable List<String>> occupied(int statements) {
		CompletableFuture<@Nullable List<String>> outcomes = Flux.range(0, statements)
			.flatMap(
					(i) -> ask(SLOW).thenReturn("answered")
						.onErrorResume(Problem.Refused.class, (refused) -> Mono.just(refused.code().name())),
					statements)
			.collectList()
			.toFuture();
		String running = "select count(*) from pg_stat_activity where state = 'active' and query = ?";
		Mono<Integer> sleeping = Mono
			.fromSupplier(() -> this.tenants.owner().queryForObject(running, Integer.class, SLOW))
			.subscribeOn(Schedulers.boundedElastic());
		assertThat(sleeping.filter((count) -> count == CONNECTIONS)
			.repeatWhenEmpty((again) -> again.delayElements(Duration.ofMillis(20)))
			.block(PATIENCE)).isNotNull();
		return outcomes;
	}

	private List<Integer> backends() {
		return Objects.requireNonNull(Flux.range(0, CONNECTIONS)
			.flatMap((i) -> ask("select pg_backend_pid()::text, $1::uuid, pg_sleep(0.2)"), CONNECTIONS)
			.map((rows) -> Integer.valueOf(rows.getFirst()))
			.distinct()
			.collectList()
			.block(PATIENCE));
	}

	private Mono<List<String>> ask(String sql) {
		return this.database.list(sql, Columns::text).contextWrite(Actors.with(this.tenant.actor()));
	}

}
