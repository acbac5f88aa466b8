package dev.rapport.graphql;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironmentImpl;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.TenantId;

import static org.assertj.core.api.Assertions.assertThat;

@NullUnmarked
class RelayTests {

	private static final int MESSAGES = 50;

	private final Loaders loaders = new Loaders();

	private final Sinks.Many<Integer> ticks = Sinks.many().unicast().onBackpressureBuffer();

	/** What the engine counts the fields of a message by, message by message. */
	private final List<WeakReference<Object>> counted = new CopyOnWriteArrayList<>();

	/** As long as the subscription lives, or it could not live long. */
	@Test
	void keepsNothingOfMessagesThatAreDone() throws InterruptedException {
		this.loaders.<Integer, String>forName("names")
			.registerMappedBatchLoader((keys, environment) -> Mono
				.just(keys.stream().collect(Collectors.toMap(Function.identity(), (key) -> "tick " + key))));
		ExecutionInput input = ExecutionInput.newExecutionInput("subscription { ticks { name } }")
			.graphQLContext(new ConcurrentHashMap<>(Map.of(Actor.class,
					new Actor(new TenantId(new UUID(1, 1)), Actor.Kind.USER, new UUID(1, 2), "test", "test",
							Rights.UNLIMITED))))
			.build();
		Waves waves = new Waves(this.loaders, input.getGraphQLContext());
		Publisher<?> engine = engine().executeAsync(input.transform((builder) -> builder.dataLoaderRegistry(waves)))
			.join()
			.getData();
		Relay relay = input.getGraphQLContext().get(Relay.class);
		List<ExecutionResult> told = new CopyOnWriteArrayList<>();
		Disposable subscription = relay.results(engine, relay::execute).subscribe(told::add);
		for (int i = 0; i < MESSAGES; i++) {
			this.ticks.emitNext(i, Sinks.EmitFailureHandler.FAIL_FAST);
		}
		assertThat(told).hasSize(MESSAGES)
			.last()
			.extracting(ExecutionResult::getData)
			.isEqualTo(Map.of("ticks", Map.of("name", "tick " + (MESSAGES - 1))));
		assertThat(this.counted).hasSize(MESSAGES);
		for (int i = 0; i < 100 && !isForgotten(); i++) {
			System.gc();
			Thread.sleep(10);
		}
		assertThat(isForgotten()).isTrue();
		assertThat(subscription.isDisposed()).isFalse();
		subscription.dispose();
	}

	private boolean isForgotten() {
		return this.counted.stream().allMatch((message) -> message.get() == null);
	}

	private GraphQL engine() {
		DataFetcher<?> name = (environment) -> {
			DataFetchingEnvironmentImpl.DFEInternalState state = (DataFetchingEnvironmentImpl.DFEInternalState) ((DataFetchingEnvironmentImpl) environment)
				.toInternal();
			this.counted.add(new WeakReference<>(state.getDeferredCallContext()));
			return environment.getDataLoader("names").load(environment.getSource());
		};
		RuntimeWiring wiring = RuntimeWiring.newRuntimeWiring()
			.type("Subscription", (type) -> type.dataFetcher("ticks", (environment) -> this.ticks.asFlux()))
			.type("Tick", (type) -> type.dataFetcher("name", name))
			.build();
		return GraphQL
			.newGraphQL(new SchemaGenerator().makeExecutableSchema(
					new SchemaParser()
						.parse("type Query { no: Int } type Subscription { ticks: Tick! } type Tick { name: String! }"),
					wiring))
			.instrumentation(new Guards(new OperationGuard(null), new AccessGuard(new AccessRules(null), null, null),
					new Relays()))
			.build();
	}

}
