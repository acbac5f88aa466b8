package dev.rapport.graphql;

import java.util.Map;
import java.util.Set;

import graphql.language.Document;
import graphql.language.OperationDefinition;
import graphql.parser.Parser;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.MockedWiringFactory;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import org.junit.jupiter.api.Test;

import dev.rapport.tenancy.Rights;

import static org.assertj.core.api.Assertions.assertThat;

class AccessPlannerTests {

	private static final GraphQLSchema SCHEMA = new SchemaGenerator().makeExecutableSchema(new SchemaParser().parse("""
			directive @access(scope: String!) on OBJECT | FIELD_DEFINITION
			interface Node { id: ID! }
			type Query {
			  node: Node @access(scope: "any")
			  deal: Deal @access(scope: "deals:read")
			  time: Int @access(scope: "any")
			}
			type Mutation { win: Deal @access(scope: "deals:write") }
			type Deal implements Node @access(scope: "deals:read") {
			  id: ID! @access(scope: "ids:read")
			  customer: Customer
			  margin: Int @access(scope: "margins:read")
			  money: Money
			}
			type Customer implements Node @access(scope: "customers:read") { id: ID! deal: Deal }
			type Money @access(scope: "any") { amount: Int }
			"""), RuntimeWiring.newRuntimeWiring().wiringFactory(new MockedWiringFactory()).build());

	@Test
	void needsTheScopesOfFieldsAndOfTypesThatTheyLeadTo() {
		assertThat(missing("{ time __typename __schema { types { name } } }")).isEmpty();
		assertThat(missing("{ deal { money { amount } } }")).containsExactly("deals:read");
		assertThat(missing("{ deal { margin } }")).containsExactly("deals:read", "margins:read");
		assertThat(missing("{ deal { customer { __typename } } }")).containsExactly("customers:read", "deals:read");
		assertThat(missing("mutation { win { money { amount } } }")).containsExactly("deals:read", "deals:write");
	}

	@Test
	void asksForWhatIsLeftOutByVariablesToo() {
		assertThat(missing("query($x: Boolean!) { deal @include(if: $x) { money { amount } } }"))
			.containsExactly("deals:read");
	}

	@Test
	void asksForNothingWhereNothingCanBeReached() {
		String document = "{ node { ... on Deal { margin customer { deal { money { amount } } } } } }";
		assertThat(missing(document)).isEmpty();
		assertThat(missing(document, "deals:read")).containsExactly("customers:read", "margins:read");
		assertThat(missing("{ node { ... on Customer { deal { id } } } }", "customers:read"))
			.containsExactly("deals:read", "ids:read");
	}

	@Test
	void knowsWhatTypesAskOfTheFieldsOfTheirInterface() {
		assertThat(missing("{ node { id } }")).isEmpty();
		assertThat(missing("{ node { id } }", "deals:read")).containsExactly("ids:read");
		assertThat(missing("{ deal { ... on Node { id } } }")).contains("deals:read");
	}

	@Test
	void entersAFragmentOnceHoweverOftenItIsSpread() {
		StringBuilder bomb = new StringBuilder("{ deal { ...f0 } } ");
		for (int i = 0; i < 60; i++) {
			bomb.append("fragment f%d on Deal { ...f%d ...f%d } ".formatted(i, i + 1, i + 1));
		}
		bomb.append("fragment f60 on Deal { margin }");
		assertThat(missing(bomb.toString())).containsExactly("deals:read", "margins:read");
	}

	private static Set<String> missing(String text, String... scopes) {
		Document document = Parser.parse(text);
		OperationDefinition operation = document.getDefinitionsOfType(OperationDefinition.class).getFirst();
		Rights rights = new Rights(false, Set.of(), Set.of(scopes), Map.of(), Map.of(), Map.of(), java.util.List.of());
		return AccessPlanner.plan(SCHEMA, document, operation).missing(rights);
	}

}
