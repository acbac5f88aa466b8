package dev.rapport;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.springframework.graphql.test.tester.WebGraphQlTester;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.rapport.kernel.NodeId;

/**
 * Puts something into every table of a tenant, all of it named Acme: by the API, and as
 * the owner of the database what has no mutation.
 */
record Furniture(Tenants.Tenant tenant, WebGraphQlTester graphQl, JdbcTemplate owner) {

	static void of(Tenants.Tenant tenant) {
		Furniture furniture = new Furniture(tenant, tenant.graphQl(), tenant.tenants().owner());
		String customer = furniture.customer();
		String contact = furniture.contact(customer);
		String ticket = furniture.deal(customer, contact);
		furniture.create("Customer", Map.of("name", "Acme branch", "parentId", customer));
		furniture.talk(customer, ticket);
		furniture.people();
		furniture.territories();
		furniture.books();
		furniture.hooks();
	}

	private String customer() {
		return create("Customer",
				Map.of("name", "Acme", "externalIds", List.of(Map.of("system", "erp", "value", "1"))));
	}

	private String contact(String customer) {
		return create("Contact",
				Map.of("name", "Mei of Acme", "links", List.of(Map.of("customerId", customer, "role", "Buyer"))));
	}

	private String deal(String customer, String contact) {
		String product = create("Product", Map.of("sku", "P1", "name", "Acme pump", "family", "Acme"));
		String pipeline = create("Pipeline", Map.of("name", "Acme sales"));
		Map<String, Object> line = Map.of("productId", product, "unitPrice", Map.of("amount", "1", "currency", "EUR"));
		create("Opportunity",
				Map.of("name", "Acme deal", "pipelineId", pipeline, "customerId", customer, "lines", List.of(line),
						"contactRoles", List.of(Map.of("contactId", contact)), "expectedCloseDate", "2031-05-01"));
		this.owner.update("insert into opportunity_recount values (?, now())", this.tenant.id().value());
		return create("Ticket", Map.of("subject", "Acme is down", "customerId", customer));
	}

	private void talk(String customer, String ticket) {
		change("mutation($input: AddTicketCommentInput!) { made: addTicketComment(input: $input) { ticket { id } } }",
				Map.of("id", ticket, "body", "Looking"), "ticket");
		change("mutation($input: CreateMeetingInput!) { made: createMeeting(input: $input) { activity { id } } }",
				Map.of("subject", "Meet Acme", "relatedTo", List.of(customer)), "activity");
	}

	private void people() {
		this.tenant.team("Acme team", null);
		UUID newcomer = this.tenant.hire("Acme newcomer", null);
		this.owner.update("update member set subject = null, email = 'new@acme.example' where id = ?", newcomer);
		this.owner.update(
				"""
						insert into role (tenant_id, id, version, key, name, grants, fields, created_at, created_by, updated_at, updated_by)
						values (?, gen_random_uuid(), 1, 'GUEST', 'Guest', '{}', '{}', now(), ?, now(), ?)
						""",
				this.tenant.id().value(), this.tenant.ann(), this.tenant.ann());
		this.owner.update(
				"""
						insert into share_grant (tenant_id, id, version, kind, record_id, grantee_id, level, created_at, created_by,
						  updated_at, updated_by)
						values (?, gen_random_uuid(), 1, 'customers', gen_random_uuid(), ?, 'READ', now(), ?, now(), ?)
						""",
				this.tenant.id().value(), newcomer, this.tenant.ann(), this.tenant.ann());
	}

	private void territories() {
		String territory = create("Territory",
				Map.of("key", "ACME", "name", "Acme land", "areas", List.of(Map.of("country", "DE"))));
		change("mutation($input: AssignTerritoryInput!) { made: assignTerritory(input: $input) { territory { id } } }",
				Map.of("id", territory, "version", 1, "memberIds", List.of(NodeId.encode("mem", this.tenant.ann()))),
				"territory");
	}

	private void books() {
		this.owner.update("insert into customer_hierarchy (tenant_id) values (?) on conflict do nothing",
				this.tenant.id().value());
		this.owner.update(
				"""
						insert into api_key (tenant_id, id, version, client_id, name, handle, hash, scopes, expires_at, created_at,
						  created_by, updated_at, updated_by)
						values (?, gen_random_uuid(), 1, ?, 'Acme', substr(md5(random()::text), 1, 12), repeat('0', 64),
						  '{customers:read}', now(), now(), ?, now(), ?)
						""",
				this.tenant.id().value(), this.tenant.ann(), this.tenant.ann(), this.tenant.ann());
		change("mutation($input: CreateConsumerGroupInput!) { made: createConsumerGroup(input: $input) { consumerGroup { id } } }",
				Map.of("name", "Acme"), "consumerGroup");
		this.owner.update("""
				insert into idempotency_key (tenant_id, client, member_id, key, fingerprint, state, attempt)
				values (?, 'test', ?, 'k', 'f', 'CLAIMED', gen_random_uuid())
				""", this.tenant.id().value(), this.tenant.ann());
		this.owner.update(
				"""
						insert into trusted_document (tenant_id, client, hash, content) values (?, 'test', repeat('0', 64), '{a}')
						""",
				this.tenant.id().value());
	}

	private void hooks() {
		UUID webhook = UUID.randomUUID();
		this.owner.update(
				"""
						insert into webhook_subscription (tenant_id, id, version, url, types, record_ids, changed_fields, fields, status,
						  reason, owner_id, secret, created_at, created_by, updated_at, updated_by)
						values (?, ?, 1, 'https://acme.example/', '{Customer}', '{}', '{}', '{name}', 'PAUSED', 'PAUSED_BY_MEMBER', ?, 'none:',
						  now(), ?, now(), ?)
						""",
				this.tenant.id().value(), webhook, this.tenant.ann(), this.tenant.ann(), this.tenant.ann());
		this.owner.update(
				"insert into webhook_progress (tenant_id, webhook_id, epoch, position) values (?, ?, gen_random_uuid(), 0)",
				this.tenant.id().value(), webhook);
		this.owner.update(
				"""
						insert into webhook_delivery (tenant_id, id, webhook_id, event_id, position, type, record_type, record_id, status,
						  next_attempt_at, created_at)
						values (?, gen_random_uuid(), ?, gen_random_uuid(), 1, 'CustomerCreated', 'Customer', gen_random_uuid(), 'DEAD', now(),
						  now())
						""",
				this.tenant.id().value(), webhook);
	}

	/** Creates a record and answers its id. */
	private String create(String type, Map<String, Object> input) {
		String field = Character.toLowerCase(type.charAt(0)) + type.substring(1);
		return change("mutation($input: Create%1$sInput!) { made: create%1$s(input: $input) { %2$s { id } } }"
			.formatted(type, field), input, field);
	}

	private String change(String document, Map<String, Object> input, String field) {
		return this.graphQl.document(document)
			.variable("input", input)
			.execute()
			.path("made." + field + ".id")
			.entity(String.class)
			.get();
	}

}
