package dev.rapport.persistence;

import java.time.Duration;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.ConnectionFactoryOptions;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import reactor.core.publisher.Mono;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.instances.FaultProxy;
import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;
import dev.rapport.tenancy.Actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * A connection that breaks: before the commit nothing has happened, and the answer says
 * so; at the commit nobody knows, and the answer must not say that it did not.
 */
@RapportTest
final class CommitTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final String NOTHING = "select where $1::uuid is not null";

	@Autowired
	Tenants tenants;

	@Autowired
	RowRights rights;

	@Autowired
	Environment environment;

	@Test
	void leavesOpenWhetherALostCommitHappened() {
		try (FaultProxy proxy = proxy()) {
			assertThat(code(proxy, Mono.fromRunnable(proxy::reset))).isEqualTo(ApiCode.INTERNAL_ERROR);
		}
	}

	@Test
	void leavesOpenWhetherWhatWasSentWithTheCommitHappened() {
		try (FaultProxy proxy = proxy()) {
			TenantDatabase database = database(proxy);
			assertThat(code(proxy, Mono.<Void>fromRunnable(proxy::reset).then(database.later(NOTHING))))
				.isEqualTo(ApiCode.INTERNAL_ERROR);
		}
	}

	@Test
	void saysThatNothingHappenedIfTheServerSaysSoBeforeTheCommit() {
		try (FaultProxy proxy = proxy()) {
			TenantDatabase database = database(proxy);
			assertThat(code(proxy, database.later("select pg_terminate_backend(pg_backend_pid()), $1::uuid")))
				.isEqualTo(ApiCode.SERVICE_UNAVAILABLE);
		}
	}

	@Test
	void saysThatNothingHappenedBeforeTheCommit() {
		try (FaultProxy proxy = proxy()) {
			TenantDatabase database = database(proxy);
			assertThat(code(proxy, Mono.fromRunnable(proxy::reset).then(database.execute(NOTHING)).then()))
				.isEqualTo(ApiCode.SERVICE_UNAVAILABLE);
		}
	}

	private ApiCode code(FaultProxy proxy, Mono<Void> work) {
		Tenant tenant = this.tenants.found();
		TenantDatabase database = database(proxy);
		Mono<Void> transaction = database.transactional(database.execute(NOTHING).then(work))
			.contextWrite(Actors.with(tenant.actor()));
		return catchThrowableOfType(Problem.Refused.class, () -> transaction.block(PATIENCE)).code();
	}

	private TenantDatabase database(FaultProxy proxy) {
		ConnectionFactory connections = ConnectionFactories.get(ConnectionFactoryOptions.parse(url())
			.mutate()
			.option(ConnectionFactoryOptions.PORT, proxy.port())
			.option(ConnectionFactoryOptions.USER, this.environment.getRequiredProperty("spring.r2dbc.username"))
			.option(ConnectionFactoryOptions.PASSWORD, this.environment.getRequiredProperty("spring.r2dbc.password"))
			.build());
		return new TenantDatabase(new ConnectionFactory() {
			@Override
			public Publisher<Connection> create() {
				return Mono.<Connection>from(connections.create()).map(TripConnection::of);
			}

			@Override
			public ConnectionFactoryMetadata getMetadata() {
				return connections.getMetadata();
			}
		}, this.rights);
	}

	private FaultProxy proxy() {
		return new FaultProxy(
				(Integer) ConnectionFactoryOptions.parse(url()).getRequiredValue(ConnectionFactoryOptions.PORT));
	}

	private String url() {
		return this.environment.getRequiredProperty("spring.r2dbc.url");
	}

}
