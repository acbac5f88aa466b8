package dev.rapport.consumer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.NullUnmarked;
import org.springframework.context.ApplicationContext;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.WebGraphQlTester;

import dev.rapport.Tenants;
import dev.rapport.customer.Customer;
import dev.rapport.customer.CustomerId;
import dev.rapport.customer.CustomerKind;
import dev.rapport.customer.CustomerStatus;
import dev.rapport.customer.Customers;
import dev.rapport.customer.Profile;
import dev.rapport.events.DomainEvent;
import dev.rapport.events.EventLog;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.Stamp;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actors;

/** Makes things happen in a tenant, and reads the log as somebody. */
@NullUnmarked
record Ledger(Tenants.Tenant tenant, ApplicationContext context) {

	static final Duration PATIENCE = Duration.ofSeconds(30);

	static final String PAGE = """
			query ($first: Int, $after: EventCursor, $types: [EventRecordType!], $derived: Boolean, $group: String) {
			  events(first: $first, after: $after, types: $types, derived: $derived, group: $group) {
			    endCursor hasNextPage nodes { cursor eventId recordType recordId kind type derived changedFields version
			      actor { name } node { id ... on Customer { name taxId } } } } }""";

	/** A role that reads and changes what is one's own, and knows the members. */
	void role(String key, String... kinds) {
		List<Map<String, String>> grants = Stream
			.concat(Arrays.stream(kinds).map((kind) -> Map.of("kind", kind, "read", "OWN", "write", "OWN")),
					Stream.of(Map.of("kind", "members", "read", "ALL", "write", "NONE")))
			.toList();
		WebGraphQlTester admin = this.tenant.graphQl();
		admin.document(
				"mutation ($input: CreateRoleInput!) { createRole(input: $input) { errors { code message path } } }")
			.variable("input", Map.of("key", key, "name", key, "grants", grants))
			.execute()
			.path("createRole.errors")
			.entityList(Object.class)
			.hasSize(0);
	}

	WebGraphQlTester as(UUID member) {
		return this.tenant.graphQl(this.tenant.actor(member));
	}

	/** New customers, one event each. */
	List<Customer> customers(String name, int count, UUID owner) {
		List<Customers.Draft> drafts = IntStream.range(0, count)
			.mapToObj((i) -> new Customers.Draft(CustomerKind.values()[0], CustomerStatus.values()[0],
					profile(name + " " + i, owner), Stamp.created(Instant.now(), owner)))
			.toList();
		return this.context.getBean(Customers.class)
			.createAll(drafts)
			.contextWrite(Actors.with(this.tenant.actor()))
			.block(PATIENCE);
	}

	private static Profile profile(String name, UUID owner) {
		return new Profile(name, null, "TAX" + name.hashCode(), null, null, null, null, null, new MemberId(owner),
				List.of(), List.of(), List.of(), List.of());
	}

	/** Something that was computed about a customer. */
	void derive(Customer customer) {
		EventLog log = this.context.getBean(EventLog.class);
		log.append(new Recounted(customer, next(customer)))
			.as(this.context.getBean(TenantDatabase.class)::transactional)
			.contextWrite(Actors.with(this.tenant.actor()))
			.block(PATIENCE);
	}

	private static Customer next(Customer customer) {
		return new Customer(customer.id(), customer.number(), customer.version() + 1, customer.kind(),
				customer.status(), "counted", customer.profile(), customer.stamp(), null, customer.touch());
	}

	String cursor() {
		return this.tenant.graphQl()
			.document("{ eventCursor }")
			.execute()
			.path("eventCursor")
			.entity(String.class)
			.get();
	}

	/** One page as somebody. */
	static Map<String, Object> page(GraphQlTester reader, Map<String, Object> arguments) {
		GraphQlTester.Request<?> request = reader.document(PAGE);
		for (Map.Entry<String, Object> argument : arguments.entrySet()) {
			request = request.variable(argument.getKey(), argument.getValue());
		}
		return request.execute().path("events").entity(new ParameterizedTypeReference<Map<String, Object>>() {
		}).get();
	}

	/** All pages behind a cursor as somebody. */
	static List<Map<String, Object>> pages(GraphQlTester reader, String after, Map<String, Object> arguments) {
		List<Map<String, Object>> pages = new ArrayList<>();
		String cursor = after;
		do {
			Map<String, Object> asked = new HashMap<>(arguments);
			asked.put("after", cursor);
			pages.add(page(reader, asked));
			cursor = (String) pages.getLast().get("endCursor");
		}
		while (Boolean.TRUE.equals(pages.getLast().get("hasNextPage")));
		return pages;
	}

	@SuppressWarnings("unchecked")
	static List<Map<String, Object>> nodes(Map<String, Object> page) {
		return (List<Map<String, Object>>) page.get("nodes");
	}

	static List<Map<String, Object>> nodes(List<Map<String, Object>> pages) {
		return pages.stream().flatMap((page) -> nodes(page).stream()).toList();
	}

	static List<Object> all(List<Map<String, Object>> nodes, String field) {
		return nodes.stream().map((node) -> node.get(field)).toList();
	}

	static String text(UUID member) {
		return NodeId.encode("mem", member);
	}

	static String text(CustomerId customer) {
		return customer.text();
	}

	/** A derived event of a customer. */
	record Recounted(Customer before, Customer after) implements DomainEvent {

		@Override
		public boolean derived() {
			return true;
		}

	}

}
