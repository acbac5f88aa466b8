package dev.rapport.web;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import graphql.language.OperationDefinition.Operation;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.util.LinkedMultiValueMap;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.tenancy.Actor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What subscribers cost, to the bytes that would go out: one, many that are equal, and as
 * many whose documents differ in a comment, side by side. Not part of the build.
 */
@RapportTest
final class SharedAnswersMeasurement {

	private static final int MANY = 200;

	private static final int EVENTS = 40;

	private static final int ROUNDS = 2;

	private static final String DOCUMENT = "subscription($after: EventCursor) { customerChanged(after: $after) { cursor eventId kind type changedFields actor { name } customer { id version name status owner { name } createdAt updatedAt } } }";

	@Autowired
	Tenants tenants;

	@Autowired
	Execution execution;

	@Autowired
	TransportErrors errors;

	@Test
	void oneAndManyAndManyDifferent() {
		measured("warm-up", MANY, (i) -> DOCUMENT);
		for (int round = 0; round < ROUNDS; round++) {
			Cost none = measured("none", 0, (i) -> DOCUMENT);
			Cost one = measured("one", 1, (i) -> DOCUMENT).without(none);
			Cost equal = measured("equal", MANY, (i) -> DOCUMENT).without(none);
			Cost different = measured("different", MANY, (i) -> DOCUMENT + "#" + i).without(none);
			System.out.printf("MEASURED per event: 1 subscriber %s, %d equal %s, %d different %s%n", one, MANY, equal,
					MANY, different);
		}
	}

	private Cost measured(String name, int subscribers, IntFunction<String> document) {
		Tenant tenant = this.tenants.found();
		String begin = tenant.graphQl()
			.document("{ eventCursor }")
			.execute()
			.path("eventCursor")
			.entity(String.class)
			.get();
		AtomicLong messages = new AtomicLong();
		AtomicLong bytes = new AtomicLong();
		Disposable.Composite all = Disposables.composite();
		IntStream.range(0, subscribers)
			.forEach((i) -> all.add(subscription(tenant, document.apply(i), begin).subscribe((message) -> {
				messages.incrementAndGet();
				bytes.addAndGet(message.length);
			})));
		write(tenant, 20);
		await(messages, 20L * subscribers);
		Cost before = Cost.now();
		write(tenant, EVENTS);
		await(messages, (20L + EVENTS) * subscribers);
		Cost cost = Cost.now().without(before).each(EVENTS);
		all.dispose();
		assertThat(messages).as(name).hasValueGreaterThanOrEqualTo((20L + EVENTS) * subscribers);
		return cost;
	}

	private Flux<byte[]> subscription(Tenant tenant, String document, String begin) {
		Call call = new Call("measured", Locale.ENGLISH);
		WebGraphQlRequest request = new WebGraphQlRequest(URI.create("/graphql"), new HttpHeaders(),
				new LinkedMultiValueMap<>(), null, Map.of(),
				Map.of("query", document, "variables", Map.of("after", begin)), call.id(), call.locale());
		return new SocketOperation("1", call,
				Mono.defer(() -> this.execution.execute(request, EnumSet.of(Operation.SUBSCRIPTION))),
				this.execution.payloads(), this.errors, (done) -> {
				})
			.onBehalfOf(authentication(tenant.actor(tenant.ann())), Runnable::run)
			.messages();
	}

	private static Authentication authentication(Actor actor) {
		return UsernamePasswordAuthenticationToken.authenticated(actor, "", AuthorityUtils.NO_AUTHORITIES);
	}

	private static void write(Tenant tenant, int events) {
		IntStream.range(0, events)
			.forEach((i) -> tenant.graphQl()
				.document("mutation { createCustomer(input: {name: \"n\"}) { customer { id } } }")
				.execute()
				.path("createCustomer.customer.id")
				.hasValue());
	}

	private static void await(AtomicLong messages, long count) {
		long end = System.nanoTime() + Duration.ofSeconds(180).toNanos();
		while (messages.get() < count) {
			assertThat(System.nanoTime()).as("%s of %s", messages, count).isLessThan(end);
			var _ = Mono.delay(Duration.ofMillis(5)).block();
		}
	}

	/**
	 * What was used.
	 *
	 * @param cpu nanoseconds of the whole process
	 * @param allocated bytes of all threads
	 */
	private record Cost(long cpu, long allocated) {

		static Cost now() {
			OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
			ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
			return new Cost(system.getProcessCpuTime(), threads.getTotalThreadAllocatedBytes());
		}

		Cost without(Cost other) {
			return new Cost(this.cpu - other.cpu, this.allocated - other.allocated);
		}

		Cost each(int times) {
			return new Cost(this.cpu / times, this.allocated / times);
		}

		@Override
		public String toString() {
			return "%,d µs CPU and %,d kB".formatted(this.cpu / 1_000, this.allocated / 1_024);
		}

	}

}
