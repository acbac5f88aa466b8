package dev.rapport.persistence;

import java.time.Duration;

import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import org.junit.jupiter.api.Test;
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
	void saysThatNothingHappenedBeforeTheCommit() {
		try (FaultProxy proxy = proxy()) {
			TenantDatabase database = database(proxy);
			assertThat(code(proxy,
					Mono.fromRunnable(proxy::reset).then(database.execute("select where $1::uuid is not null")).then()))
				.isEqualTo(ApiCode.SERVICE_UNAVAILABLE);
		}
	}

	private ApiCode code(FaultProxy proxy, Mono<Void> work) {
		Tenant tenant = this.tenants.found();
		TenantDatabase database = database(proxy);
		Mono<Void> transaction = database
			.transactional(database.execute("select where $1::uuid is not null").then(work))
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
		return new TenantDatabase(connections, this.rights);
	}

	private FaultProxy proxy() {
		return new FaultProxy(
				(Integer) ConnectionFactoryOptions.parse(url()).getRequiredValue(ConnectionFactoryOptions.PORT));
	}

	private String url() {
		return this.environment.getRequiredProperty("spring.r2dbc.url");
	}

}
