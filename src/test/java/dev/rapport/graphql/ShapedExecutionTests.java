package dev.rapport.graphql;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import graphql.ExecutionInput;
import graphql.GraphQL;
import graphql.GraphqlErrorBuilder;
import graphql.execution.AsyncExecutionStrategy;
import graphql.execution.DataFetcherResult;
import graphql.execution.ExecutionStrategy;
import graphql.execution.SimpleDataFetcherExceptionHandler;
import graphql.execution.instrumentation.Instrumentation;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimplePerformantInstrumentation;
import graphql.execution.instrumentation.parameters.InstrumentationFieldFetchParameters;
import graphql.schema.DataFetcher;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.TenantId;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever the engine answers, errors and nulls included, so does the short way. */
@NullUnmarked
class ShapedExecutionTests {

	private static final String SCHEMA = """
			type Query { things: [Thing!]! maybe: [Thing] one: Thing }
			interface Named { name: String }
			enum Kind { ROUND FLAT }
			type Thing implements Named { id: ID! name: String kind: Kind! count: Int parts: [Part!]! tags: [String]
			  other: Thing named: Named later: String sure: String! }
			type Part { value: String! }
			""";

	private static final List<String> DOCUMENTS = List.of(
			"{ things { id name kind count parts { value __typename } tags __typename } }",
			"{ maybe { id name kind count parts { value } tags } one { id kind parts { value } } }", """
					query($yes: Boolean = true, $no: Boolean = false) { maybe { later id called: name
					  other { id later other { count } } parts { value } kind @include(if: $yes) count @include(if: $no)
					  ...F ... on Named { name } named { name ... on Thing { id } } } }
					fragment F on Thing { tags count parts { text: value } }""",
			"{ one { sure id kind } maybe { tags } }", "{ things { sure id count } }");

	private static final Thing PLAIN = new Thing("t1", "a", "ROUND", 1, List.of(new Part("x")), List.of("y"), null);

	@ParameterizedTest
	@MethodSource
	void answersLikeTheEngine(Object thing) {
		List<Object> things = Arrays.asList(PLAIN, thing, PLAIN);
		for (String document : DOCUMENTS) {
			assertThat(answer(document, things, new ShapedExecution(new SimpleDataFetcherExceptionHandler()), guards()))
				.as(document)
				.isEqualTo(answer(document, things, new AsyncExecutionStrategy(), guards()));
		}
	}

	static Stream<Object> answersLikeTheEngine() {
		List<Object> parts = List.of(new Part("x"), new Part("y"));
		return Stream.of(null, PLAIN, new Thing(null, "a", "FLAT", 1, parts, null, PLAIN),
				new Thing(1, null, Kind.FLAT, null, parts, Arrays.asList("a", null), PLAIN),
				new Thing("t", "a", "SQUARE", 1, parts, List.of(), null),
				new Thing("t", "a", "FLAT", "no number", parts, List.of(), PLAIN),
				new Thing("t", "a", "FLAT", 1, Arrays.asList(new Part("x"), null), List.of(), null),
				new Thing("t", "a", "FLAT", 1, List.of(new Part(null)), List.of(), null),
				new Thing("t", "a", "FLAT", 1, "no list", "no list", null),
				new Thing("t", "a", "FLAT", 1, Set.of(new Part("x")), new String[] { "a", "b" }, PLAIN),
				new Thing("t", "a", "FLAT", 1, null, Stream.of("a").toList(), PLAIN),
				new Thing("t", CompletableFuture.completedFuture("b"), "FLAT", Optional.of(2), parts, null, null),
				new Thing("t", Optional.empty(), "FLAT", 1, List.of(Optional.of(new Part("x"))), null,
						Optional.of(PLAIN)),
				new Thing("t", CompletableFuture.failedFuture(new IllegalStateException("b")), "FLAT", 1, parts, null,
						null),
				new Thing("t",
						DataFetcherResult.newResult()
							.data("b")
							.error(GraphqlErrorBuilder.newError().message("partly").build())
							.build(),
						"FLAT", 1, parts, null, null),
				new Thing("t", "a", "FLAT", 1, parts, null, new Thing(null, "b", "FLAT", 1, parts, null, null)),
				Map.of("id", "t", "kind", "FLAT", "parts", List.of(Map.of("value", 7))), new Broken());
	}

	/** Those who look at each field are shown each field. */
	@Test
	void leavesOperationsToTheEngineWhereSomebodyElseLooks() {
		AtomicInteger seen = new AtomicInteger();
		Instrumentation other = new SimplePerformantInstrumentation() {
			@Override
			public DataFetcher<?> instrumentDataFetcher(DataFetcher<?> fetcher,
					InstrumentationFieldFetchParameters parameters, InstrumentationState state) {
				seen.incrementAndGet();
				return fetcher;
			}
		};
		answer("{ things { id name } }", List.of(PLAIN), new ShapedExecution(new SimpleDataFetcherExceptionHandler()),
				guards().with(Stream.of(other)));
		assertThat(seen).hasValue(3);
	}

	private static String answer(String document, List<Object> things, ExecutionStrategy strategy,
			Instrumentation instrumentation) {
		GraphQL engine = GraphQL.newGraphQL(schema(things))
			.queryExecutionStrategy(strategy)
			.instrumentation(instrumentation)
			.build();
		Actor actor = new Actor(new TenantId(new UUID(1, 1)), Actor.Kind.USER, new UUID(1, 2), "test", "test",
				Rights.UNLIMITED);
		ExecutionInput input = ExecutionInput.newExecutionInput(document)
			.graphQLContext((context) -> context.put(Actor.class, actor))
			.build();
		return JsonMapper.shared().writeValueAsString(engine.executeAsync(input).join().toSpecification());
	}

	private static GraphQLSchema schema(List<Object> things) {
		RuntimeWiring wiring = RuntimeWiring.newRuntimeWiring()
			.type("Named", (type) -> type.typeResolver((environment) -> environment.getSchema().getObjectType("Thing")))
			.type("Query",
					(type) -> type.dataFetcher("things", (environment) -> things)
						.dataFetcher("maybe", (environment) -> things)
						.dataFetcher("one", (environment) -> things.get(1)))
			.type("Thing",
					(type) -> type.dataFetcher("later", (environment) -> CompletableFuture.supplyAsync(() -> "later"))
						.dataFetcher("named", (environment) -> PLAIN)
						.dataFetcher("sure", (environment) -> (environment.getSource() == PLAIN) ? "sure" : null))
			.build();
		return new SchemaGenerator().makeExecutableSchema(new SchemaParser().parse(SCHEMA), wiring);
	}

	private static Guards guards() {
		return new Guards(new OperationGuard(null), new AccessGuard(new AccessRules(null), null, null), new Relays());
	}

	/** The engine finds constants by their names. */
	public enum Kind {

		ROUND, FLAT

	}

	public record Thing(Object id, Object name, Object kind, Object count, Object parts, Object tags, Object other) {
	}

	public record Part(Object value) {
	}

	/** Has a field that fails. */
	public static final class Broken {

		public String id() {
			return "t";
		}

		public String kind() {
			return "FLAT";
		}

		public List<Part> parts() {
			throw new IllegalStateException("broken");
		}

		public String name() {
			throw new IllegalStateException("broken too");
		}

	}

}
