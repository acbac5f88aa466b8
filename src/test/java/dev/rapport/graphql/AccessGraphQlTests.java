package dev.rapport.graphql;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.ResponseError;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.WebGraphQlTester;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.tenancy.Actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

/** Which role may ask what: each role, each field of the roots. */
@RapportTest
class AccessGraphQlTests {

	private static final List<String> ROLES = List.of("MANAGER", "REP", "AGENT", "MARKETER", "ANALYST", "PARTNER");

	@Autowired
	Tenants tenants;

	@Autowired
	GraphQlSource source;

	private Tenants.Tenant tenant;

	private GraphQLSchema schema;

	@BeforeEach
	void found() {
		this.tenant = this.tenants.found();
		this.schema = this.source.schema();
	}

	@Test
	void refusesExactlyWhatNoRoleGives() {
		int refused = 0;
		for (String role : ROLES) {
			Actor actor = this.tenant.actor(this.tenant.hire(role, null, role));
			refused += refused(actor, "query", this.schema.getQueryType(), false);
			refused += refused(actor, "mutation", this.schema.getMutationType(), false);
			refused += refused(actor, "subscription", this.schema.getSubscriptionType(), true);
		}
		assertThat(refused).isGreaterThan(100);
	}

	/**
	 * Live subscriptions that are admitted would stay; only the refusals are asked for.
	 */
	private int refused(Actor actor, String operation, GraphQLObjectType root, boolean onlyRefusals) {
		int refused = 0;
		for (GraphQLFieldDefinition field : root.getFieldDefinitions()) {
			String scope = Access.scope(field);
			boolean may = Access.ANY.equals(scope) || actor.rights().may(String.valueOf(scope));
			if (may && onlyRefusals) {
				continue;
			}
			List<ResponseError> errors = errors(actor, operation, field);
			assertThat(errors.stream().anyMatch(AccessGraphQlTests::isForbidden))
				.as("%s %s %s %s", actor.rights().roles(), operation, field.getName(), errors)
				.isEqualTo(!may);
			if (!may) {
				assertThat(errors.getFirst().getExtensions().get("missing")).asInstanceOf(LIST).contains(scope);
				refused++;
			}
		}
		return refused;
	}

	private List<ResponseError> errors(Actor actor, String operation, GraphQLFieldDefinition field) {
		Samples samples = new Samples(this.schema);
		GraphQlTester.Request<?> request = this.tenant.graphQl(actor)
			.document(samples.document(operation, field, Samples.required(field), "__typename"));
		Samples.required(field)
			.forEach((argument) -> request.variable(argument.getName(), samples.least(argument.getType())));
		return errors(request.execute());
	}

	@Test
	void saysWhatIsMissingInTheCallersLanguage() {
		Actor partner = this.tenant.actor(this.tenant.hire("pat", null, "PARTNER"));
		WebGraphQlTester tester = this.tenant.graphQl(partner, Locale.CHINESE);
		ResponseError error = errors(
				tester.document("mutation { createPipeline(input: {name: \"P\"}) { errors { code } } }").execute())
			.getFirst();
		assertThat(error.getMessage()).isEqualTo("您缺少所需的权限：pipelines:write。");
		assertThat(error.getExtensions()).containsEntry("code", "FORBIDDEN")
			.containsEntry("retryable", false)
			.containsEntry("missing", List.of("pipelines:write"))
			.containsKey("requestId");
	}

	@Test
	void refusesTheWholeBeforeAnythingOfItRuns() {
		Actor rep = this.tenant.actor(this.tenant.hire("rep", null, "REP"));
		GraphQlTester.Response response = this.tenant.graphQl(rep).document("""
				mutation {
				  createCustomer(input: {name: "Never"}) { customer { id } }
				  createProduct(input: {sku: "S", name: "Never"}) { product { id } } }""").execute();
		assertThat(errors(response)).singleElement().satisfies((error) -> assertThat(isForbidden(error)).isTrue());
		this.tenant.graphQl()
			.document("{ customers { totalCount } }")
			.execute()
			.path("customers.totalCount")
			.entity(Integer.class)
			.isEqualTo(0);
	}

	@Test
	void countsWhatIsHiddenInFragmentsAndNestedRecords() {
		Actor agent = this.tenant.actor(this.tenant.hire("agent", null, "AGENT"));
		Map<String, List<String>> documents = new LinkedHashMap<>();
		documents.put("{ customers { nodes { opportunities { totalCount } } } }", List.of("opportunities:read"));
		documents.put("{ customers { ...c } } fragment c on CustomerConnection { nodes { ... { opportunities { nodes { "
				+ "stage { name } } } } } }", List.of("opportunities:read", "pipelines:read"));
		documents.put("{ customers { nodes { id } } __schema { queryType { name } } }", List.of());
		documents.put("{ search(query: \"xy\") { hits { node { ... on Opportunity { stage { name } } } } } }",
				List.of());
		documents.forEach((document, missing) -> {
			List<ResponseError> errors = errors(this.tenant.graphQl(agent).document(document).execute());
			assertThat(errors.stream().flatMap((error) -> Stream.of(error.getExtensions().get("missing"))).toList())
				.as(document)
				.isEqualTo(missing.isEmpty() ? List.of() : List.of(missing));
		});
	}

	/** Kinds without owners have no row rules; their type's scope keeps them. */
	@Test
	void knowsNoNodeOfATypeThatOneHasNoScopeFor() {
		String pipeline = this.tenant.graphQl()
			.document("mutation { createPipeline(input: {name: \"P\"}) { pipeline { id } } }")
			.execute()
			.path("createPipeline.pipeline.id")
			.entity(String.class)
			.get();
		String document = "query($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }";
		Actor agent = this.tenant.actor(this.tenant.hire("agent", null, "AGENT"));
		Actor rep = this.tenant.actor(this.tenant.hire("rep", null, "REP"));
		GraphQlTester.Response hidden = this.tenant.graphQl(agent)
			.document(document)
			.variable("id", pipeline)
			.execute();
		hidden.path("node").valueIsNull();
		hidden.path("nodes[0]").valueIsNull();
		GraphQlTester.Response shown = this.tenant.graphQl(rep).document(document).variable("id", pipeline).execute();
		shown.path("node.id").entity(String.class).isEqualTo(pipeline);
		shown.path("nodes[0].id").entity(String.class).isEqualTo(pipeline);
	}

	private static List<ResponseError> errors(GraphQlTester.Response response) {
		return response.returnResponse().getErrors();
	}

	private static boolean isForbidden(ResponseError error) {
		return "FORBIDDEN".equals(error.getExtensions().get("code"));
	}

}
