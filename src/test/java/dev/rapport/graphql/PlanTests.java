package dev.rapport.graphql;

import java.util.List;
import java.util.Map;

import graphql.language.Document;
import graphql.language.OperationDefinition;
import graphql.parser.Parser;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What operations cost, by a small schema. */
class PlanTests {

	private static final GraphQLSchema SCHEMA = new SchemaGenerator().makeExecutableSchema(
			new SchemaParser()
				.parse("""
						interface Node { id: ID! }
						type Query { shops(first: Int, last: Int): ShopConnection!  nodes(ids: [ID!]!): [Node]!  search(first: Int = 20): Found!
						  board(first: Int): Board!  shop(id: ID!): Shop }
						type Mutation { open: Shop!  close: Shop! }
						type Subscription { opened: Shop! }
						type ShopConnection { edges: [ShopEdge!]! nodes: [Shop!]! totalCount: Int }
						type ShopEdge { node: Shop! }
						type Shop implements Node { id: ID! name: String owner: Person rivals(first: Int): ShopConnection! notes: [Note!]! }
						type Note { text: String }
						type Person implements Node { id: ID! name: String boss: Person }
						type Found { hits: [Hit!]! }
						type Hit { node: Node! }
						type Board { columns: [Column!]! }
						type Column { title: String shops: ShopConnection! }
						"""),
			RuntimeWiring.newRuntimeWiring().type("Node", (node) -> node.typeResolver((environment) -> null)).build());

	@Test
	void scalarsAreFree() {
		assertThat(points("{ __typename }")).isEqualTo(1);
		assertThat(points("{ shop(id: 1) { id name } }")).isEqualTo(1 + 1);
	}

	@Test
	void aPageCostsItsSize() {
		assertThat(points("{ shops(first: 50) { nodes { name } } }")).isEqualTo(1 + 1 + 50);
		assertThat(points("{ shops(last: 7) { edges { node { name } } } }")).isEqualTo(1 + 1 + 7 + 1);
		assertThat(points("{ shops { nodes { name } } }")).isEqualTo(1 + 1 + 20);
	}

	@Test
	void pagesMultiply() {
		String document = "{ shops(first: 50) { nodes { owner { name } rivals(first: 10) { totalCount nodes { id } } } } }";
		assertThat(points(document)).isEqualTo(1 + 1 + 50 + 1 + 1 + 50 * 5 + 50 * 10);
		assertThat(tally(document, Map.of()).records()).isEqualTo(50 + 50 + 500);
	}

	@Test
	void sizesComeFromVariablesAndTheirDefaults() {
		String document = "query($n: Int = 30) { shops(first: $n) { nodes { id } } }";
		assertThat(points(document)).isEqualTo(1 + 1 + 30);
		assertThat(tally(document, Map.of("n", 5)).points()).isEqualTo(1 + 1 + 5);
		assertThat(tally(document, Map.of("n", 2_000_000_000)).points()).isEqualTo(1 + 1 + 100);
		assertThat(tally(document, Map.of("n", "many")).points()).isEqualTo(1 + 1 + 20);
		assertThat(tally("query($i: [ID!]!) { nodes(ids: $i) { id } }", Map.of("i", List.of("a", "b", "c"))).points())
			.isEqualTo(1 + 3);
	}

	@Test
	void selectionsOfTheSameFieldAreOne() {
		assertThat(points(
				"{ shops(first: 5) { nodes { id } } ...F } fragment F on Query { shops(first: 5) { nodes { name } } }"))
			.isEqualTo(1 + 1 + 5);
		assertThat(points("{ a: shops(first: 5) { nodes { id } } b: shops(first: 5) { nodes { id } } }"))
			.isEqualTo(1 + 6 + 6);
	}

	@Test
	void whatIsLeftOutIsFree() {
		String document = "query($on: Boolean!) { shops(first: 5) @include(if: $on) { nodes { id } } shop(id: 1) @skip(if: true) { id } }";
		assertThat(tally(document, Map.of("on", false)).points()).isEqualTo(1);
		assertThat(tally(document, Map.of("on", true)).points()).isEqualTo(1 + 6);
	}

	@Test
	void aPageSizeReachesTheListItIsMeantFor() {
		assertThat(points("{ search(first: 50) { hits { node { id } } } }")).isEqualTo(1 + 50 + 1);
		assertThat(points("{ board(first: 30) { columns { shops { nodes { id } } } } }")).isEqualTo(1 + 5 + 1 + 5 * 30);
	}

	@Test
	void effectsCostMore() {
		assertThat(points("mutation { open { id } close { id } }")).isEqualTo(1 + 10 + 10);
		assertThat(points("subscription { opened { id } }")).isEqualTo(1 + 10);
	}

	@Test
	void theSchemaHasItsPrice() {
		assertThat(points("{ __schema { types { name } } }")).isEqualTo(1 + 1_000);
	}

	@Test
	void endlessPagesDoNotOverflow() {
		String document = "{ shops(first: 100) { nodes { " + "rivals(first: 100) { nodes { ".repeat(8) + "id"
				+ " } }".repeat(8) + " } } }";
		assertThat(points(document)).isGreaterThan(1_000_000_000L);
	}

	@Test
	void theAnswerTellsWhatWasUsed() {
		String document = "{ shops(first: 50) { nodes { owner { boss { id } } notes { text } } } }";
		Map<String, Object> shop = Map.of("owner", Map.of("boss", Map.of("id", 1)), "notes",
				List.of(Map.of("text", "a")));
		Tally actual = plan(document, Map.of())
			.actual(Map.of("shops", Map.of("nodes", List.of(shop, shop, Map.of("notes", List.of())))));
		assertThat(actual.points()).isEqualTo(1 + 1 + 3 + 1 + 1 + 2);
		assertThat(plan(document, Map.of()).actual(null).points()).isEqualTo(1);
		assertThat(points(document)).isEqualTo(1 + 1 + 50 + 1 + 1 + 250);
	}

	private static long points(String document) {
		return tally(document, Map.of()).points();
	}

	private static Tally tally(String document, Map<String, Object> variables) {
		return plan(document, variables).expected();
	}

	private static Plan plan(String text, Map<String, Object> variables) {
		Document document = Parser.parse(text);
		return Planner.plan(SCHEMA, document, document.getDefinitionsOfType(OperationDefinition.class).getFirst(),
				variables);
	}

}
