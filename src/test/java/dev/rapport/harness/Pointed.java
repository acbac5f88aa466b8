package dev.rapport.harness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLObjectType;

import dev.rapport.kernel.NodeId;

/** What somebody tries that chance would hardly come by. */
record Pointed(World world, Attacks attackings, Attacker attacker) {

	private static final List<String> SHAREABLE = List.of("Customer", "Contact", "Opportunity", "Ticket");

	private static final String SHARES = SHAREABLE.stream()
		.map((type) -> " ... on " + type + " { shares { id level } }")
		.collect(Collectors.joining());

	private static final String HEAD = "{ head: eventCursor }";

	/** Records of a type whose lists are all asked for. */
	private static final int RECORDS = 3;

	List<Attack> attacks() {
		List<Attack> attacks = new ArrayList<>();
		attacks.add(of("query.eventCursor aliased", HEAD, Map.of()));
		this.world.sharedIds.forEach((id) -> attacks
			.add(of("shares", "query($id: ID!) { node(id: $id) { id" + SHARES + " } }", Map.of("id", id))));
		this.world.insight.people().values().forEach((person) -> attacks.add(agenda(person)));
		lists(attacks);
		if (this.attacker.foreign()) {
			this.world.insight.people().values().forEach((person) -> attacks.add(transfer(person)));
			attacks.add(document());
			attacks.add(grantee());
			fromNow(attacks);
		}
		else {
			attacks.addAll(sharing());
			attacks.add(handing());
			attacks.addAll(sharingHidden());
			attacks.addAll(this.attackings.guessing(this.attacker));
		}
		return attacks;
	}

	private Attack of(String place, String document, Map<String, Object> variables) {
		return new Attack(this.attacker, place, new Operation(document, variables, Map.of()));
	}

	private Attack agenda(Person person) {
		return of("query.agenda of " + person.name(),
				"query($id: ID!, $from: DateTime!, $to: DateTime!) { agenda(memberId: $id, from: $from, to: $to, first: 50) "
						+ "{ totalCount nodes { id subject } } }",
				Map.of("id", NodeId.encode("mem", person.member()), "from", "2059-01-01T00:00:00Z", "to",
						"2091-01-01T00:00:00Z"));
	}

	/** All lists of a record at once. */
	private void lists(List<Attack> attacks) {
		for (var type : this.world.shape.schema().getAllTypesAsList()) {
			if (type instanceof GraphQLObjectType object && this.world.shape.isNode(object)) {
				String lists = object.getFieldDefinitions()
					.stream()
					.filter((field) -> Shape.name(field.getType()).endsWith("Connection")
							&& field.getArguments().stream().noneMatch(Shape::isRequired))
					.map(GraphQLFieldDefinition::getName)
					.map((field) -> " " + field + "(first: 10) { totalCount nodes { __typename } }")
					.collect(Collectors.joining());
				List<String> own = this.attacker.own().of(object.getName());
				own.stream()
					.filter((id) -> !lists.isEmpty())
					.limit(RECORDS)
					.forEach((id) -> attacks.add(of("all lists of " + object.getName(),
							"query($id: ID!) { node(id: $id) { ... on " + object.getName() + " {" + lists + " } } }",
							Map.of("id", id))));
			}
		}
	}

	private Attack transfer(Person from) {
		return Corpus.loosely(of("mutation.transferOwnership from " + from.name(), """
				mutation($input: TransferOwnershipInput!) {
				  transferOwnership(input: $input) { transferred { kind count } left: remaining errors { code } } }""",
				Map.of("input", Map.of("fromId", NodeId.encode("mem", from.member()), "toId", gus()))));
	}

	private String gus() {
		return NodeId.encode("mem", Objects.requireNonNull(this.world.insight.people().get("gus")).member());
	}

	/** A document that only the other tenant has registered. */
	private Attack document() {
		return pair("documentId", new Operation("#", Map.of(), Map.of("documentId", "sha256:{it}")),
				Extras.hash(Extras.DOCUMENT), Extras.hash("absent"));
	}

	/** A share with a team that only the other tenant has. */
	private Attack grantee() {
		String team = this.attacker.hidden()
			.stream()
			.filter((record) -> record.type().equals("Team"))
			.map(Planted::id)
			.findFirst()
			.orElseThrow();
		return pair("mutation.shareRecord with a team", new Operation("""
				mutation($input: ShareRecordInput!) { shareRecord(input: $input) { errors { code } } }""",
				Map.of("input",
						Map.of("recordId", this.world.sharedIds.getFirst(), "granteeId", "{it}", "level", "READ")),
				Map.of()), team, NodeId.encode("tea", this.world.a.bo()));
	}

	private Attack pair(String place, Operation operation, String foreign, String absent) {
		return new Attack(this.attacker, place, put(operation, foreign), put(operation, absent),
				List.<String[]>of(new String[] { foreign, absent }), false);
	}

	private static Operation put(Operation operation, String it) {
		Operation replaced = operation.replacing("{it}", it);
		Map<String, Object> extensions = new LinkedHashMap<>();
		operation.extensions().forEach((key, value) -> extensions.put(key, String.valueOf(value).replace("{it}", it)));
		return new Operation(replaced.document(), replaced.variables(), extensions);
	}

	/** All subscriptions from the last event on that the attacker's tenant has. */
	private void fromNow(List<Attack> attacks) {
		String head = String
			.valueOf(Service.at(this.world.service.ask(this.attacker.actor(), new Operation(HEAD, Map.of(), Map.of())),
					"data", "head"));
		this.attackings.replays(this.attacker).forEach((replay) -> {
			Map<String, Object> variables = new LinkedHashMap<>(replay.hostile().variables());
			if (variables.containsKey("after")) {
				variables.put("after", head);
				attacks.add(of(replay.coordinate() + " from its head", replay.hostile().document(), variables));
			}
		});
	}

	/** What one hands on is shown once more; what belongs to it is not. */
	private Attack handing() {
		return Corpus.loosely(of("mutation.assignTicket to another", """
				mutation($input: AssignTicketInput!) { assignTicket(input: $input) {
				  ticket { id comments(first: 5) { totalCount nodes { id } } } errors { code } } }""",
				Map.of("input", version(Map.of("id", this.world.lent, "assigneeId", gus())))));
	}

	private static Map<String, Object> version(Map<String, Object> input) {
		Map<String, Object> regardless = new LinkedHashMap<>(input);
		regardless.put("version", null);
		return regardless;
	}

	/** Shares of what one does not even see, as of nothing. */
	private List<Attack> sharingHidden() {
		Map<String, Attack> byType = new LinkedHashMap<>();
		this.attacker.hidden()
			.stream()
			.filter((record) -> SHAREABLE.contains(record.type()))
			.forEach((record) -> byType.computeIfAbsent(record.type(),
					(type) -> pair("mutation.shareRecord of a hidden " + type, new Operation("""
							mutation($input: ShareRecordInput!) { shareRecord(input: $input) { errors { code } } }""",
							Map.of("input", Map.of("recordId", "{it}", "granteeId", gus(), "level", "READ")), Map.of()),
							record.id(), NodeId.encode(NodeId.prefixOf(record.id()), this.world.a.bo()))));
		return List.copyOf(byType.values());
	}

	/** Shares of what one sees but must not change. */
	private List<Attack> sharing() {
		Map<String, Attack> byType = new LinkedHashMap<>();
		this.attacker.fixed()
			.forEach((record) -> byType.computeIfAbsent(record.type(),
					(type) -> of("mutation.shareRecord of a " + type, """
							mutation($input: ShareRecordInput!) { shareRecord(input: $input) { errors { code } } }""",
							Map.of("input", Map.of("recordId", record.id(), "granteeId", gus(), "level", "WRITE")))));
		return List.copyOf(byType.values());
	}

}
