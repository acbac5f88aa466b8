package dev.rapport.activity;

import java.util.Map;
import java.util.UUID;

import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.WebGraphQlTester;

import dev.rapport.customer.CustomerId;
import dev.rapport.kernel.NodeId;
import dev.rapport.member.MemberId;

/** What the tests of this room ask again and again. */
record ActivityClient(WebGraphQlTester graphQl) {

	String customer(String name) {
		return this.graphQl
			.document("mutation($name: String!) { createCustomer(input: {name: $name}) { customer { id } } }")
			.variable("name", name)
			.execute()
			.path("createCustomer.customer.id")
			.entity(String.class)
			.get();
	}

	/** A deal with a customer, in a pipeline of its own. */
	String opportunity(String customer) {
		String pipeline = this.graphQl
			.document("mutation { createPipeline(input: {name: \"Sales\"}) { pipeline { id } } }")
			.execute()
			.path("createPipeline.pipeline.id")
			.entity(String.class)
			.get();
		return this.graphQl
			.document("mutation($customer: ID!, $pipeline: ID!) { createOpportunity(input: {name: \"Deal\", "
					+ "customerId: $customer, pipelineId: $pipeline}) { opportunity { id } } }")
			.variable("customer", customer)
			.variable("pipeline", pipeline)
			.execute()
			.path("createOpportunity.opportunity.id")
			.entity(String.class)
			.get();
	}

	/** Creates an activity, which must succeed, and answers its id. */
	String create(String mutation, Map<String, Object> input) {
		GraphQlTester.Response response = run(mutation, input, "id");
		response.path(mutation + ".errors").entityList(Object.class).hasSize(0);
		return response.path(mutation + ".activity.id").entity(String.class).get();
	}

	/** Runs a mutation of one activity. */
	GraphQlTester.Response run(String mutation, Map<String, Object> input, String fields) {
		String type = Character.toUpperCase(mutation.charAt(0)) + mutation.substring(1) + "Input!";
		return this.graphQl
			.document("mutation($input: " + type + ") { " + mutation + "(input: $input) { activity { " + fields
					+ " } errors { __typename code message path ... on ConflictError { current { id } }"
					+ " ... on TransitionError { from allowed } } } }")
			.variable("input", input)
			.execute();
	}

	static String customerId() {
		return new CustomerId(UUID.randomUUID()).text();
	}

	static String memberId(UUID member) {
		return NodeId.encode(MemberId.PREFIX, member);
	}

}
