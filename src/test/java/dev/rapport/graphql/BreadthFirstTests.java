package dev.rapport.graphql;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.execution.AsyncExecutionStrategy;
import graphql.execution.DataFetcherResult;
import graphql.execution.ExecutionStrategy;
import graphql.execution.SimpleDataFetcherExceptionHandler;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import org.dataloader.DataLoader;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import dev.rapport.kernel.Input;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.TenantId;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is fetched for all objects of a list together is answered as the engine answers
 * it, errors and nulls included, with no more loads.
 */
@NullUnmarked
class BreadthFirstTests {

	private static final String SCHEMA = """
			type Query { firms: [Firm!]! maybe: [Firm] one: Firm }
			interface Named { name: String! }
			union Any = Firm | Person
			type Firm implements Named { id: ID! name: String! owner: Person boss: Person! staff(first: Int = 2): [Person!]!
			  page: Page named: [Named!] anything: [Any] label: String! odd: String }
			type Page { total: Int! nodes: [Firm!]! }
			type Person implements Named { name: String! firm: Firm friends: [Person] }
			""";

	private static final List<String> DOCUMENTS = List.of("{ firms { id name owner { name } } }",
			"{ firms { id owner { name firm { name } } boss { name firm { boss { name } } } } }",
			"{ maybe { id owner { name friends { name firm { id } } } staff(first: 1) { name firm { owner { name } } } } }",
			"{ one { id page { total nodes { name owner { name } boss { name } } } } firms { page { total } boss { name } } }",
			"""
					{ firms { label named { __typename name ... on Firm { owner { name } } ... on Person { firm { label } } }
					  anything { ... on Person { firm { id } } ... on Firm { boss { name } } } } maybe { odd } }""",
			"""
					query($yes: Boolean = true, $no: Boolean = false, $few: Int = 1) { maybe { ...F all: staff { name }
					  few: staff(first: $few) { name friends { name } } boss @include(if: $no) { name } } one { ...F } }
					fragment F on Firm { owner @skip(if: $no) { called: name } ... on Named { name } label @include(if: $yes) }""");

	private static final Firm PLAIN = new Firm("f1", "a", "p1", "p2", List.of());

	private static final Map<String, Person> PERSONS = Map.of("p1", new Person("Ada", "f1", List.of("p2", "p3")), "p2",
			new Person("陈静", "f2", List.of("p1", "nobody")), "p3", new Person("Jo", null, List.of()), "odd",
			new Person(null, "f1", List.of()));

	private static final UnaryOperator<Mono<?>> LATER = (answer) -> answer.delaySubscription(Duration.ofMillis(1));

	private final Collection<String> loaded = new ConcurrentLinkedQueue<>();

	@ParameterizedTest
	@MethodSource("firms")
	void answersLikeTheEngine(Firm firm) {
		answersLikeTheEngine(firm, UnaryOperator.identity());
	}

	@ParameterizedTest
	@MethodSource("firms")
	void answersLikeTheEngineWhatComesLater(Firm firm) {
		answersLikeTheEngine(firm, LATER);
	}

	/** Unlike the engine, it does not try again further below what has failed. */
	@ParameterizedTest
	@ValueSource(strings = {
			"{ firms { id name owner { name } } maybe { owner { name } staff { name firm { label } } } }",
			"{ firms { id staff { name } boss { name } } maybe { staff { firm { page { total } } } boss { name } } }" })
	void failsLikeTheEngine(String document) {
		for (UnaryOperator<Mono<?>> speed : List.<UnaryOperator<Mono<?>>>of(UnaryOperator.identity(), LATER)) {
			answersLikeTheEngine(document, List.of(PLAIN, new Firm("f3", "c", "broken", "broken", List.of())), speed);
		}
	}

	private void answersLikeTheEngine(Firm firm, UnaryOperator<Mono<?>> speed) {
		List<Firm> firms = Arrays.asList(PLAIN, firm, PLAIN, new Firm("f2", "b", "p2", "p2", List.of(PLAIN)));
		DOCUMENTS.forEach((document) -> answersLikeTheEngine(document, firms, speed));
	}

	private void answersLikeTheEngine(String document, List<Firm> firms, UnaryOperator<Mono<?>> speed) {
		String expected = answer(document, firms, new AsyncExecutionStrategy(), speed);
		List<String> loads = taken();
		assertThat(answer(document, firms, new ShapedExecution(new SimpleDataFetcherExceptionHandler()), speed))
			.as(document)
			.isEqualTo(expected);
		assertThat(taken()).as("Loads of " + document).isSubsetOf(loads).hasSizeLessThanOrEqualTo(loads.size());
	}

	private List<String> taken() {
		List<String> taken = List.copyOf(this.loaded);
		this.loaded.clear();
		return taken;
	}

	static Stream<Firm> firms() {
		return Stream.of(null, PLAIN,
				new Firm("f3", "c", null, "p1", List.of(PLAIN, new Firm("f4", "d", "p1", "p1", null))),
				new Firm("f3", "c", "nobody", "p1", null), new Firm("f3", "c", "p1", "nobody", List.of()),
				new Firm("f3", "c", "p1", null, List.of(PLAIN)), new Firm("f3", null, "p1", "p1", List.of()),
				new Firm(null, "c", "p3", "p3", List.of()), new Firm("f3", "c", "odd", "p1", List.of()),
				new Firm("f3", "c", "p1", "odd", List.of()), new Firm("f3", "c", "thrown", "p1", List.of()),
				new Firm("f3", "c", "p1", "told", List.of()), new Firm("f3", "mute", "p1", "p1", List.of()),
				new Firm("f3", "c", "p1", "p1", Arrays.asList(PLAIN, null)),
				new Firm("f3", "c", "p1", "p1", List.of(new Firm("f4", "d", "p3", "nobody", List.of()))));
	}

	private String answer(String document, List<Firm> firms, ExecutionStrategy strategy, UnaryOperator<Mono<?>> speed) {
		Loaders loaders = loaders(firms, speed);
		GraphQL engine = GraphQL.newGraphQL(schema(firms, loaders))
			.queryExecutionStrategy(strategy)
			.instrumentation(new Guards(new OperationGuard(null), new AccessGuard(new AccessRules(null), null, null),
					new Relays()))
			.build();
		ExecutionInput input = ExecutionInput.newExecutionInput(document)
			.graphQLContext(Map.of(Actor.class,
					new Actor(new TenantId(new UUID(1, 1)), Actor.Kind.USER, new UUID(1, 2), "test", "test",
							Rights.UNLIMITED)))
			.build();
		Waves waves = new Waves(loaders, input.getGraphQLContext());
		ExecutionResult result = engine.executeAsync(input.transform((builder) -> builder.dataLoaderRegistry(waves)))
			.orTimeout(20, TimeUnit.SECONDS)
			.join();
		return JsonMapper.shared().writeValueAsString(result.<Object>getData()) + errors(result);
	}

	/** In which order they are told depends on what came first. */
	private static List<String> errors(ExecutionResult result) {
		return result.getErrors().stream().map((error) -> error.toSpecification().toString()).sorted().toList();
	}

	private Loaders loaders(List<Firm> firms, UnaryOperator<Mono<?>> speed) {
		Map<String, Firm> known = new HashMap<>();
		firms.stream().filter(Objects::nonNull).forEach((firm) -> known.put(firm.id(), firm));
		Loaders loaders = new Loaders();
		register(loaders, "persons", PERSONS::get, speed);
		register(loaders, "firms", known::get, speed);
		register(loaders, "staffs",
				(key) -> Stream.of("p1", "p2", "p3")
					.map(PERSONS::get)
					.limit(Integer.parseInt(key.substring(key.indexOf(' ') + 1)))
					.toList(),
				speed);
		return loaders;
	}

	@SuppressWarnings("unchecked") // a delay changes nothing
	private <V> void register(Loaders loaders, String name, Function<String, V> values, UnaryOperator<Mono<?>> speed) {
		loaders.<String, V>forName(name).registerMappedBatchLoader((keys, environment) -> {
			keys.forEach((key) -> this.loaded.add(name + " " + key));
			Map<String, V> found = new HashMap<>();
			keys.stream()
				.filter((key) -> values.apply(key) != null)
				.forEach((key) -> found.put(key, values.apply(key)));
			return (Mono<Map<String, V>>) speed.apply(keys.contains("broken")
					? Mono.error(new IllegalStateException("The batch is broken")) : Mono.just(found));
		});
	}

	private static GraphQLSchema schema(List<Firm> firms, Loaders loaders) {
		RuntimeWiring.Builder wiring = RuntimeWiring.newRuntimeWiring()
			.type("Named",
					(type) -> type.typeResolver(
							(environment) -> ConventionWiring.typeOf(environment.getSchema(), environment.getObject())))
			.type("Any",
					(type) -> type.typeResolver(
							(environment) -> ConventionWiring.typeOf(environment.getSchema(), environment.getObject())))
			.type("Query",
					(type) -> type.dataFetcher("firms", (environment) -> firms)
						.dataFetcher("maybe", (environment) -> firms)
						.dataFetcher("one", (environment) -> firms.get(1)));
		for (Method method : Controller.class.getDeclaredMethods()) {
			if (!method.isSynthetic()) {
				wiring.type(method.getParameterTypes()[0].getSimpleName(),
						(type) -> type.dataFetcher(method.getName(), fetcher(method, loaders)));
			}
		}
		return new SchemaGenerator().makeExecutableSchema(new SchemaParser().parse(SCHEMA), wiring.build());
	}

	private static DataFetcher<?> fetcher(Method method, Loaders loaders) {
		return new PlainFetcher(Objects
			.requireNonNull(MethodFetcher.of(new Controller(), method, loaders::knows, new Sketches(List.of()))));
	}

	/** What controllers do. */
	@SuppressWarnings("unused") // found by their names
	static final class Controller {

		CompletableFuture<Person> owner(Firm firm, DataLoader<String, Person> persons) {
			if ("thrown".equals(firm.owner())) {
				throw new IllegalStateException("Thrown");
			}
			return (firm.owner() == null) ? null : persons.load(firm.owner());
		}

		Object boss(Firm firm, DataLoader<String, Person> persons) {
			return "told".equals(firm.boss()) ? DataFetcherResult.newResult().data(PERSONS.get("p1")).build()
					: (firm.boss() == null) ? null : persons.load(firm.boss());
		}

		CompletableFuture<List<Person>> staff(Firm firm, Input arguments, DataLoader<String, List<Person>> staffs) {
			return staffs.load(firm.id() + " " + arguments.integer("first"));
		}

		Page page(Firm firm) {
			return (firm.parts() == null) ? null : new Page(firm.name(), firm.parts());
		}

		List<?> named(Firm firm, DataFetchingEnvironment environment) {
			return (environment.getSource() == firm) ? firm.parts() : null;
		}

		List<Object> anything(Firm firm) {
			List<Object> all = new ArrayList<>(PERSONS.values());
			all.remove(PERSONS.get("odd"));
			all.addAll((firm.parts() == null) ? List.of() : firm.parts());
			return all;
		}

		String label(Firm firm, Locale locale) {
			return "mute".equals(firm.name()) ? null : firm.name() + " in " + locale;
		}

		/** Neither a text nor the promise of one. */
		Object odd(Firm firm) {
			return "c".equals(firm.name()) ? Map.of() : CompletableFuture.completedFuture("even");
		}

		Mono<Integer> total(Page page) {
			return "mute".equals(page.name()) ? Mono.error(new IllegalStateException("Uncounted"))
					: Mono.fromSupplier(page.nodes()::size);
		}

		CompletableFuture<Firm> firm(Person person, DataFetchingEnvironment environment) {
			DataLoader<String, Firm> loader = environment.getDataLoader("firms");
			return (person.firm() == null) ? null : Objects.requireNonNull(loader).load(person.firm());
		}

		CompletableFuture<List<Person>> friends(Person person, DataLoader<String, Person> persons) {
			return persons.loadMany(person.friends());
		}

	}

	public record Firm(String id, String name, String owner, String boss, List<Firm> parts) {
	}

	public record Person(String name, String firm, List<String> friends) {
	}

	public record Page(String name, List<Firm> nodes) {
	}

}
