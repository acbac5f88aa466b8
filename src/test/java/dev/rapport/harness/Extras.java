package dev.rapport.harness;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.springframework.jdbc.core.JdbcTemplate;

import dev.rapport.kernel.NodeId;

/**
 * What the first tenant has besides what mutations make that know only types: shares,
 * deals with all that belongs to them, and rows that are made in other ways.
 */
record Extras(World world, JdbcTemplate owner) {

	/** A document that the first tenant has registered and the other one has not. */
	static final String DOCUMENT = "{ viewer { id name } }";

	private static final Set<String> SHARED = Set.of("Customer", "Contact", "Opportunity", "Ticket");

	/** Lets somebody into the latest of Vera's records of each type, and tells which. */
	Collection<String> share(String grantee) {
		Map<String, String> latest = new LinkedHashMap<>();
		this.world.planter.records()
			.values()
			.stream()
			.filter((record) -> record.owner().equals("vera") && SHARED.contains(record.type()))
			.forEach((record) -> latest.put(record.type(), record.id()));
		latest.values()
			.forEach((id) -> this.world.planter.learn(ask(
					"mutation($input: ShareRecordInput!) { made: shareRecord(input: $input) { errors { code message } "
							+ "share { __typename id } } }",
					Map.of("recordId", id, "granteeId", grantee, "level", "READ"))));
		return latest.values();
	}

	/** Gives deals what their creation leaves out, because not all goes together. */
	void itemizeDeals() {
		Ids ids = this.world.planter.ids();
		Map<String, Object> line = Map.of("productId", ids.first("Product"), "unitPrice",
				Map.of("amount", "7", "currency", "EUR"));
		for (String deal : ids.of("Opportunity")) {
			Map<String, Object> input = new LinkedHashMap<>(Map.of("id", deal, "lines", List.of(line), "contactRoles",
					List.of(Map.of("contactId", ids.first("Contact")))));
			input.put("version", null);
			ask("mutation($input: UpdateOpportunityInput!) { made: updateOpportunity(input: $input) "
					+ "{ errors { code message } } }", input);
		}
	}

	private Map<String, Object> ask(String document, Map<String, Object> input) {
		Map<String, Object> answer = this.world.service.ask(this.world.a.actor(),
				new Operation(document, Map.of("input", input), Map.of()));
		if (!List.of().equals(Service.at(answer, "data", "made", "errors"))) {
			throw new IllegalStateException(String.valueOf(answer));
		}
		return answer;
	}

	/** Lets contacts speak for their customers now, not only in days to come. */
	void linkContacts() {
		this.world.planter.records()
			.values()
			.stream()
			.filter((record) -> record.type().equals("Contact") && record.references().containsKey("customerId"))
			.forEach((record) -> {
				Map<String, Object> input = new LinkedHashMap<>(
						Map.of("id", record.id(), "customerId", record.references().get("customerId").getFirst(),
								"role", "Buyer", "validFrom", "2020-01-01", "validTo", "2059-01-01"));
				input.put("version", null);
				this.world.service.ask(this.world.a.actor(), new Operation(
						"mutation($input: LinkContactInput!) { linkContact(input: $input) { errors { code message } } }",
						Map.of("input", input), Map.of()));
			});
	}

	/** A ticket with a comment that somebody only has as long as it keeps it. */
	String lend(String member) {
		String ticket = String.valueOf(Service.at(ask(
				"mutation($input: CreateTicketInput!) { made: createTicket(input: $input) { errors { code } ticket { id } } }",
				Map.of("subject", "Lent", "assigneeId", member)), "data", "made", "ticket", "id"));
		ask("mutation($input: AddTicketCommentInput!) { made: addTicketComment(input: $input) { errors { code } } }",
				Map.of("id", ticket, "body", "Only as long as one has it", "visibility", "PUBLIC"));
		return ticket;
	}

	/** A role of the tenant's own. */
	void role() {
		UUID id = UUID.randomUUID();
		this.owner.update(
				"""
						insert into role (tenant_id, id, version, key, name, grants, fields, created_at, created_by, updated_at, updated_by)
						values (?, ?, 1, 'CANARY', ?, '{}', '{}', now(), ?, now(), ?)
						""",
				tenant(), id, said(NodeId.encode("rol", id), "Role"), ann(), ann());
	}

	/** A key of an API client. */
	void key() {
		UUID id = UUID.randomUUID();
		UUID client = NodeId.decode("cli", this.world.planter.ids().first("ApiClient"));
		this.owner.update(
				"""
						insert into api_key (tenant_id, id, version, client_id, name, handle, hash, scopes, expires_at, created_at,
						  created_by, updated_at, updated_by)
						values (?, ?, 1, ?, ?, substr(md5(random()::text), 1, 12), repeat('0', 64), '{customers:read}',
						  now() + interval '30 days', now(), ?, now(), ?)
						""",
				tenant(), id, client, said(NodeId.encode("key", id), "ApiKey"), ann(), ann());
	}

	/** A document that the twin must not have, so it comes after it was made. */
	void document() {
		this.owner.update("insert into trusted_document (tenant_id, client, hash, content) values (?, 'test', ?, ?)",
				tenant(), hash(DOCUMENT), DOCUMENT);
	}

	/** A text with a mark of its own for a record that the twin has too. */
	private String said(String id, String type) {
		String mark = this.world.marks.mark();
		this.world.marks.belongs(mark, new Planted(id, type, "ann", Map.of(), false, true, ""));
		this.world.planter.ids().add(type, id);
		return Marks.text(mark);
	}

	private UUID tenant() {
		return this.world.a.id().value();
	}

	private UUID ann() {
		return this.world.a.ann();
	}

	/** By what a document is known. */
	static String hash(String document) {
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(document.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
