package dev.rapport.customer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.customer.Customers.Draft;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.tenancy.Actors;

import static org.assertj.core.api.Assertions.assertThat;

/** Moves at the same time, each harmless alone: none may close a circle. */
@RapportTest
class HierarchyTests {

	private static final int RINGS = 150;

	private static final int AT_ONCE = 3;

	private static final Duration PATIENCE = Duration.ofSeconds(120);

	private static final String IN_A_CIRCLE = """
			with recursive line as (
			  select c.id as start, c.parent_id as above from customer c where c.tenant_id = ?
			  union
			  select l.start, c.parent_id from customer c join line l on c.id = l.above)
			select count(*) from line where start = above
			""";

	@Autowired
	Tenants tenants;

	@Autowired
	Customers customers;

	@Test
	void closesNoCircleByMovesAtTheSameTime() {
		Tenants.Tenant tenant = this.tenants.found();
		List<List<String>> outcomes = Objects.requireNonNull(Flux.range(0, RINGS)
			.flatMap((i) -> ring(tenant, 3 + i % 3), AT_ONCE)
			.contextWrite(Actors.with(tenant.actor()))
			.collectList()
			.block(PATIENCE));
		assertThat(this.tenants.owner().queryForObject(IN_A_CIRCLE, Integer.class, tenant.id().value()))
			.as("customers that belong to themselves")
			.isZero();
		assertThat(outcomes)
			.allSatisfy((moves) -> assertThat(moves).containsOnlyOnce("CYCLE").containsOnly("CYCLE", "moved"));
	}

	/** Moves each of some customers below the next, the last below the first. */
	private Mono<List<String>> ring(Tenants.Tenant tenant, int size) {
		return this.customers.createAll(IntStream.range(0, size).mapToObj((i) -> draft(tenant)).toList())
			.flatMapMany(
					(ring) -> Flux.range(0, size).flatMap((i) -> move(ring.get(i), ring.get((i + 1) % size)), size))
			.collectList();
	}

	private Mono<String> move(Customer customer, Customer parent) {
		Input input = new Input(Map.of("id", customer.id().text(), "version", 1, "parentId", parent.id().text()),
				"input");
		return Mono.delay(Duration.ofNanos(ThreadLocalRandom.current().nextInt(3_000_000)))
			.then(Mono.defer(() -> this.customers.update(input)))
			.map((moved) -> "moved")
			.onErrorResume(Problem.User.class, (refused) -> Mono.just(refused.code().name()))
			.onErrorResume(Problem.Refused.class, (refused) -> Mono.just(refused.code().name()));
	}

	private static Draft draft(Tenants.Tenant tenant) {
		return new Draft(CustomerKind.ORGANIZATION, CustomerStatus.PROSPECT,
				Profile.read(Input.of(Map.of("name", "Acme")), null), Stamp.created(Instant.now(), tenant.ann()));
	}

}
