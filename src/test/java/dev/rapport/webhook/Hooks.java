package dev.rapport.webhook;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.WebGraphQlTester;

import dev.rapport.Tenants;

/** What a tenant's administrator does with webhooks and customers. */
record Hooks(Tenants.Tenant tenant, WebGraphQlTester graphQl) {

	private static final String FIELDS = """
			webhookSubscription { id version status reason types fields url owner { id } previousSecretUntil
			  backlog { lag waiting dead failingSince } } errors { code message path }""";

	static Hooks of(Tenants.Tenant tenant) {
		return new Hooks(tenant, tenant.graphQl());
	}

	/** A subscription with its secret. */
	record Made(String id, String secret) {
	}

	Made subscribe(String url, List<String> types, List<String> fields) {
		return subscribe(Map.of("url", url, "types", types, "fields", fields));
	}

	Made subscribe(Map<String, Object> input) {
		GraphQlTester.Response response = this.graphQl.document("""
				mutation($input: CreateWebhookSubscriptionInput!) {
				  made: createWebhookSubscription(input: $input) { secret %s } }""".formatted(FIELDS))
			.variable("input", input)
			.execute();
		response.path("made.errors").entityList(Object.class).hasSize(0);
		return new Made(response.path("made.webhookSubscription.id").entity(String.class).get(),
				response.path("made.secret").entity(String.class).get());
	}

	/** A mutation of one subscription, whatever it answers. */
	GraphQlTester.Response change(String mutation, String extra, Map<String, Object> input) {
		String type = Character.toUpperCase(mutation.charAt(0)) + mutation.substring(1) + "Input!";
		Map<String, Object> complete = new HashMap<>(input);
		if (!mutation.startsWith("create") && (mutation.endsWith("Subscription") || mutation.endsWith("Secret"))) {
			complete.putIfAbsent("version", null);
		}
		return this.graphQl
			.document("mutation($input: %s) { made: %s(input: $input) { %s } }".formatted(type, mutation,
					extra.isEmpty() ? FIELDS : extra))
			.variable("input", complete)
			.execute();
	}

	void pause(Made made) {
		change("pauseWebhookSubscription", "", Map.of("id", made.id())).path("made.errors")
			.entityList(Object.class)
			.hasSize(0);
	}

	void resume(Made made) {
		change("resumeWebhookSubscription", "", Map.of("id", made.id())).path("made.errors")
			.entityList(Object.class)
			.hasSize(0);
	}

	Map<?, ?> state(Made made) {
		return Objects.requireNonNull(this.graphQl.document("""
				query($id: ID!) { webhookSubscription(id: $id) { status reason version owner { id }
				  backlog { lag waiting dead failingSince } } }""")
			.variable("id", made.id())
			.execute()
			.path("webhookSubscription")
			.entity(Map.class)
			.get());
	}

	/** The deliveries, the newest first. */
	@SuppressWarnings("rawtypes")
	List<Map> deliveries(Made made) {
		return this.graphQl.document(
				"""
						query($id: ID!) { webhookSubscription(id: $id) { deliveries(first: 100) { nodes {
						  id eventId type about status nextAttemptAt endedAt attempts { at took httpStatus error answer } } } } }""")
			.variable("id", made.id())
			.execute()
			.path("webhookSubscription.deliveries.nodes")
			.entityList(Map.class)
			.get();
	}

	/** All attempts at all deliveries. */
	@SuppressWarnings("unchecked")
	List<Map<String, Object>> attempts(Made made) {
		return deliveries(made).stream()
			.flatMap(
					(delivery) -> Objects.requireNonNull((List<Map<String, Object>>) delivery.get("attempts")).stream())
			.toList();
	}

	String customer(String name) {
		return this.graphQl
			.document("mutation($name: String!) { createCustomer(input: {name: $name}) { customer { id } } }")
			.variable("name", name)
			.execute()
			.path("createCustomer.customer.id")
			.entity(String.class)
			.get();
	}

	void rename(String customer, String name) {
		this.graphQl.document("""
				mutation($id: ID!, $name: String!) { updateCustomer(input: {id: $id, version: null, name: $name}) {
				  customer { version } } }""")
			.variable("id", customer)
			.variable("name", name)
			.execute()
			.path("updateCustomer.customer.version")
			.hasValue();
	}

	/** Lets time pass for what waits: each next attempt is due now. */
	void passTime() {
		this.tenant.tenants()
			.owner()
			.update("update webhook_delivery set next_attempt_at = now() where tenant_id = ? and status = 'WAITING'",
					this.tenant.id().value());
	}

}
