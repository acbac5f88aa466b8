package dev.rapport.ticket;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.WebGraphQlTester;

import dev.rapport.Tenants;
import dev.rapport.kernel.NodeId;

import static org.assertj.core.api.Assertions.assertThat;

/** A tenant's service desk as its client sees it. */
record Desk(Tenants.Tenant tenant, WebGraphQlTester graphQl) {

	private static final String MUTATION = """
			mutation ($input: %1$sInput!) {
			  answer: %2$s(input: $input) {
			    ticket {
			      id number version subject description status priority priorityLabel(locale: "zh-CN") type
			      typeLabel(locale: "zh-CN") channel channelLabel(locale: "zh-CN") contactId tags resolution firstResponseAt
			      solvedAt closedAt reopenCount customer { id } assignee { id name } duplicateOf { id }
			    }
			    errors {
			      __typename code message path
			      ... on TransitionError { from allowed }
			      ... on ConflictError { current { ... on Ticket { subject version } } }
			      ... on ValidationError { constraint }
			    }
			  }
			}
			""";

	static Desk of(Tenants.Tenant tenant) {
		return new Desk(tenant, tenant.graphQl());
	}

	String ann() {
		return NodeId.encode("mem", this.tenant.ann());
	}

	String bo() {
		return NodeId.encode("mem", this.tenant.bo());
	}

	/** Records a ticket and answers its id. */
	String create(String subject, Object... more) {
		Map<String, @Nullable Object> input = input(more);
		input.put("subject", subject);
		return text(ticket("createTicket", input), "id");
	}

	String customer(String name) {
		return this.graphQl
			.document("mutation ($name: String!) { createCustomer(input: {name: $name}) { customer { id } } }")
			.variable("name", name)
			.execute()
			.path("createCustomer.customer.id")
			.entity(String.class)
			.get();
	}

	/** Changes a ticket regardless of its version. */
	Map<String, @Nullable Object> change(String verb, String id, Object... more) {
		return ticket(verb, targeted(id, more));
	}

	/** The mistake that keeps a ticket from being changed. */
	Map<String, @Nullable Object> refused(String verb, String id, Object... more) {
		return error(verb, targeted(id, more));
	}

	Map<String, @Nullable Object> ticket(String verb, Map<String, @Nullable Object> input) {
		GraphQlTester.Response response = answer(verb, input);
		assertThat(response.path("answer.errors").entityList(Object.class).get()).isEmpty();
		return map(response.path("answer.ticket").entity(Map.class).get());
	}

	Map<String, @Nullable Object> error(String verb, Map<String, @Nullable Object> input) {
		GraphQlTester.Response response = answer(verb, input);
		response.path("answer.ticket").valueIsNull();
		return map(response.path("answer.errors[0]").entity(Map.class).get());
	}

	GraphQlTester.Response answer(String verb, Map<String, @Nullable Object> input) {
		return request(verb, input).execute();
	}

	GraphQlTester.Request<?> request(String verb, Map<String, @Nullable Object> input) {
		String type = Character.toUpperCase(verb.charAt(0)) + verb.substring(1);
		return this.graphQl.document(MUTATION.formatted(type, verb)).variable("input", input);
	}

	static String text(Map<String, @Nullable Object> values, String name) {
		return Objects.requireNonNull(values.get(name)).toString();
	}

	static Map<String, @Nullable Object> input(@Nullable Object... namesAndValues) {
		Map<String, @Nullable Object> input = new HashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			input.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
		}
		return input;
	}

	private static Map<String, @Nullable Object> targeted(String id, @Nullable Object... more) {
		Map<String, @Nullable Object> input = input(more);
		input.put("id", id);
		input.putIfAbsent("version", null);
		return input;
	}

	@SuppressWarnings("unchecked")
	private static Map<String, @Nullable Object> map(Map<?, ?> map) {
		return (Map<String, @Nullable Object>) map;
	}

}
