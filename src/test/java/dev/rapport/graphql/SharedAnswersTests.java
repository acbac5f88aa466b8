package dev.rapport.graphql;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import graphql.ExecutionResult;
import graphql.GraphqlErrorBuilder;
import graphql.execution.instrumentation.Instrumentation;
import graphql.execution.instrumentation.InstrumentationContext;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimplePerformantInstrumentation;
import graphql.execution.instrumentation.parameters.InstrumentationFieldParameters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.events.Companion;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.TenantId;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What equal subscriptions share, and what they do not. Heartbeats would be counted, too.
 */
@RapportTest
@Import(SharedAnswersTests.Counting.class)
@TestPropertySource(properties = "rapport.events.heartbeat=10m")
final class SharedAnswersTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final String DOCUMENT = "subscription($after: EventCursor) { customerChanged(after: $after) { cursor kind customer { name taxId owner { name } } } }";

	private static final String CREATE = "mutation($n: String!, $t: String) { createCustomer(input: {name: $n, taxId: $t}) { customer { id } errors { code } } }";

	private static final ParameterizedTypeReference<Map<String, Object>> CUSTOMER = new ParameterizedTypeReference<>() {
	};

	private static final AtomicInteger HIRED = new AtomicInteger();

	private static final AtomicInteger EXECUTIONS = new AtomicInteger();

	@Autowired
	Tenants tenants;

	@Autowired
	SharedAnswers answers;

	private Tenant tenant;

	private String begin;

	@BeforeEach
	void beginning() {
		this.tenant = this.tenants.found();
		this.begin = cursor();
		EXECUTIONS.set(0);
	}

	@Test
	void executesEqualSubscriptionsOnceForEachEvent() {
		List<CompletableFuture<@Nullable List<String>>> all = IntStream.range(0, 200)
			.mapToObj(
					(i) -> names(this.tenant.actor((i % 2 == 0) ? this.tenant.ann() : this.tenant.bo()), DOCUMENT, 40))
			.toList();
		List<String> names = IntStream.range(0, 40).mapToObj((i) -> "n" + i).toList();
		names.forEach((name) -> create(name));
		assertThat(all).allSatisfy((told) -> assertThat(told).succeedsWithin(PATIENCE).isEqualTo(names));
		assertThat(EXECUTIONS).hasValue(40);
	}

	@Test
	void sharesWithWhomeverIsNearWhereverItBegan() {
		Actor ann = this.tenant.actor(this.tenant.ann());
		var early = names(ann, DOCUMENT, 20);
		IntStream.range(0, 10).forEach((i) -> create("n" + i));
		this.begin = cursor();
		var late = names(ann, DOCUMENT, 10);
		IntStream.range(10, 20).forEach((i) -> create("n" + i));
		assertThat(early).succeedsWithin(PATIENCE).isEqualTo(IntStream.range(0, 20).mapToObj((i) -> "n" + i).toList());
		assertThat(late).succeedsWithin(PATIENCE).isEqualTo(IntStream.range(10, 20).mapToObj((i) -> "n" + i).toList());
		assertThat(EXECUTIONS).hasValue(20);
	}

	@Test
	void keepsApartWhatIsNotEqual() {
		Actor ann = this.tenant.actor(this.tenant.ann());
		var all = taxIds(ann, DOCUMENT);
		var equal = taxIds(this.tenant.actor(this.tenant.bo()), DOCUMENT);
		var worded = taxIds(ann, DOCUMENT.replace("kind", "kind type"));
		var marketer = taxIds(hired("MARKETER"), DOCUMENT);
		var rep = taxIds(hired("REP"), DOCUMENT);
		var otherRep = taxIds(hired("REP"), DOCUMENT);
		create("one");
		for (var told : List.of(all, equal, worded, rep, otherRep)) {
			assertThat(told).succeedsWithin(PATIENCE).isEqualTo("T-one");
		}
		assertThat(marketer).succeedsWithin(PATIENCE).isEqualTo("hidden");
		assertThat(EXECUTIONS).hasValue(5);
	}

	@Test
	void asksAnewWhenTheFirstOneLeaves() {
		Question question = question("leaves");
		AtomicInteger executed = new AtomicInteger();
		ExecutionResult result = ExecutionResult.newExecutionResult().data(Map.of()).build();
		Mono<ExecutionResult> execution = Mono.delay(Duration.ofMillis(100))
			.doOnNext((tick) -> executed.incrementAndGet())
			.thenReturn(result);
		var first = this.answers.answer(question, convoy(), Mono.never()).subscribe();
		var second = this.answers.answer(question, convoy(), execution).toFuture();
		var third = this.answers.answer(question, convoy(), execution).toFuture();
		assertThat(second).isNotDone();
		first.dispose();
		assertThat(second).succeedsWithin(PATIENCE).isSameAs(result);
		assertThat(third).succeedsWithin(PATIENCE).isSameAs(result);
		assertThat(executed).hasValue(1);
	}

	@Test
	void keepsErrorsToWhomTheyHappened() {
		Question question = question("errors");
		ExecutionResult failed = ExecutionResult.newExecutionResult()
			.addError(GraphqlErrorBuilder.newError().message("no").build())
			.build();
		ExecutionResult good = ExecutionResult.newExecutionResult().data(Map.of()).build();
		var first = this.answers.answer(question, convoy(), Mono.delay(Duration.ofMillis(200)).thenReturn(failed))
			.toFuture();
		var second = this.answers.answer(question, convoy(), Mono.just(good)).toFuture();
		assertThat(first).succeedsWithin(PATIENCE).isSameAs(failed);
		assertThat(second).succeedsWithin(PATIENCE).isSameAs(good);
		assertThat(this.answers.answer(question, convoy(), Mono.just(good)).block(PATIENCE)).isSameAs(good);
	}

	/** What one commit wrote goes to each in a row, not to all step by step. */
	@Test
	void handsOnWhatFollowsDirectlyInARow() {
		List<Question> questions = List.of(question("row 1"), question("row 2"), question("row 3"));
		List<Sinks.One<ExecutionResult>> executions = questions.stream()
			.map((q) -> Sinks.<ExecutionResult>one())
			.toList();
		List<String> order = new CopyOnWriteArrayList<>();
		VirtualTimeScheduler timer = VirtualTimeScheduler.create();
		for (String who : List.of("a", "b", "c")) {
			Convoy convoy = new Convoy(timer, new Companion("same"));
			var _ = Flux.range(0, 3)
				.concatMap((i) -> this.answers.answer(questions.get(i), convoy, executions.get(i).asMono())
					.map((result) -> who + (i + 1)), 1)
				.subscribe(order::add);
		}
		ExecutionResult result = ExecutionResult.newExecutionResult().data(Map.of()).build();
		executions.get(0).emitValue(result, Sinks.EmitFailureHandler.FAIL_FAST);
		executions.get(1).emitValue(result, Sinks.EmitFailureHandler.FAIL_FAST);
		assertThat(order).containsExactly("a1", "a2");
		executions.get(2).emitValue(result, Sinks.EmitFailureHandler.FAIL_FAST);
		assertThat(order.subList(0, 3)).containsExactly("a1", "a2", "a3");
		assertThat(String.join(" ", order.subList(3, 9))).isIn("b1 b2 b3 c1 c2 c3", "c1 c2 c3 b1 b2 b3");
	}

	/** Whatever holds up the one that is ahead, the others get what there is. */
	@Test
	void waitsForWhoIsAheadNoMoreThanAMoment() {
		List<Question> questions = List.of(question("held 1"), question("held 2"));
		ExecutionResult result = ExecutionResult.newExecutionResult().data(Map.of()).build();
		VirtualTimeScheduler timer = VirtualTimeScheduler.create();
		Sinks.One<ExecutionResult> execution = Sinks.one();
		Convoy ahead = new Convoy(timer, new Companion("same"));
		var first = Flux.range(0, 2)
			.concatMap(
					(i) -> this.answers.answer(questions.get(i), ahead, (i == 0) ? execution.asMono() : Mono.never()),
					1)
			.subscribe();
		var second = this.answers.answer(questions.getFirst(), convoy(), Mono.never()).toFuture();
		execution.emitValue(result, Sinks.EmitFailureHandler.FAIL_FAST);
		var third = this.answers.answer(questions.getLast(), convoy(), Mono.just(result)).toFuture();
		assertThat(second).isNotDone();
		timer.advanceTimeBy(Convoy.LONGEST);
		assertThat(second).isCompletedWithValue(result);
		assertThat(third).isNotDone();
		first.dispose();
		assertThat(third).isCompletedWithValue(result);
	}

	@Test
	void goesOnWithNoMoreThanItsBound() {
		VirtualTimeScheduler timer = VirtualTimeScheduler.create();
		Convoy convoy = new Convoy(timer, new Companion("same"));
		AtomicInteger handedOn = new AtomicInteger();
		for (int i = 1; i <= Convoy.MOST; i++) {
			Question question = question("bound " + i);
			convoy.ask(question);
			convoy.hold(handedOn::incrementAndGet);
			convoy.ask(question("next " + i));
			convoy.arrive(question);
			assertThat(handedOn).hasValue((i < Convoy.MOST) ? 0 : Convoy.MOST);
		}
	}

	private static Convoy convoy() {
		return new Convoy(Schedulers.parallel(), new Companion("same"));
	}

	private static Question question(String message) {
		return new Question(new Question.Subject(DOCUMENT, null, Map.of(), null), new TenantId(new UUID(0, 1)),
				new Question.View(new Rights(false, Set.of(), Set.of(), Map.of(), Map.of(), Map.of(), List.of()), null),
				message);
	}

	private CompletableFuture<@Nullable List<String>> names(Actor actor, String document, int count) {
		return messages(actor, document).map((customer) -> String.valueOf(customer.get("name")))
			.take(count)
			.collectList()
			.toFuture();
	}

	private CompletableFuture<@Nullable String> taxIds(Actor actor, String document) {
		return messages(actor, document).next()
			.map((customer) -> Objects.requireNonNullElse(customer.get("taxId"), "hidden").toString())
			.toFuture();
	}

	private Flux<Map<String, Object>> messages(Actor actor, String document) {
		return this.tenant.graphQl(actor)
			.document(document)
			.variable("after", this.begin)
			.executeSubscription()
			.toFlux()
			.map((message) -> message.path("customerChanged.customer").entity(CUSTOMER).get());
	}

	private Actor hired(String role) {
		return this.tenant.actor(this.tenant.hire(role + "-" + HIRED.incrementAndGet(), null, role));
	}

	private void create(String name) {
		this.tenant.graphQl(this.tenant.actor(this.tenant.ann()))
			.document(CREATE)
			.variable("n", name)
			.variable("t", "T-" + name)
			.execute()
			.path("createCustomer.errors")
			.entityList(Object.class)
			.hasSize(0);
	}

	private String cursor() {
		return this.tenant.graphQl()
			.document("{ eventCursor }")
			.execute()
			.path("eventCursor")
			.entity(String.class)
			.get();
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Counting {

		@Bean
		Instrumentation executions() {
			return new SimplePerformantInstrumentation() {
				@Override
				public @Nullable InstrumentationContext<ExecutionResult> beginSubscribedFieldEvent(
						InstrumentationFieldParameters parameters, InstrumentationState state) {
					EXECUTIONS.incrementAndGet();
					return super.beginSubscribedFieldEvent(parameters, state);
				}
			};
		}

	}

}
