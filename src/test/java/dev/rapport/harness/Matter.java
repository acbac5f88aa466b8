package dev.rapport.harness;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import dev.rapport.member.Policies;

/** The kinds of records that have owners, and the ways to them. */
enum Matter {

	CUSTOMERS("createCustomer", "name", "ownerId", "updateCustomer", "industry", "Customer"),

	CONTACTS("createContact", "name", "ownerId", "updateContact", "title", "Contact"),

	OPPORTUNITIES("createOpportunity", "name", "ownerId", "updateOpportunity", "nextStep", "Opportunity"),

	ACTIVITIES("createTask", "subject", "ownerId", "updateActivity", "body", "Task"),

	TICKETS("createTicket", "subject", "assigneeId", "updateTicket", "description", "Ticket");

	/** The country of the territory that everybody looks after. */
	static final String PLACE = "NZ";

	private final String create;

	private final String title;

	private final String owner;

	private final String update;

	private final String text;

	private final String type;

	Matter(String create, String title, String owner, String update, String text, String type) {
		this.create = create;
		this.title = title;
		this.owner = owner;
		this.update = update;
		this.text = text;
		this.type = type;
	}

	String type() {
		return this.type;
	}

	private String plural() {
		return name().toLowerCase(Locale.ROOT);
	}

	private String change() {
		return this == ACTIVITIES ? "activityChanged" : this.type.toLowerCase(Locale.ROOT) + "Changed";
	}

	boolean has(Way way) {
		return (way != Way.BOARD || this == OPPORTUNITIES) && (way != Way.SEARCH || this != ACTIVITIES);
	}

	/**
	 * @param customer the customer that it belongs to, or in whose place a customer lies;
	 * empty for none
	 */
	Operation creation(String owner, String pipeline, String key, String customer) {
		Map<String, Object> input = new LinkedHashMap<>();
		input.put(this.title, word(key));
		input.put(this.owner, owner);
		if (this == OPPORTUNITIES) {
			input.put("pipelineId", pipeline);
		}
		if (!customer.isEmpty()) {
			input.putAll(belonging(customer));
		}
		String type = this.create.substring(0, 1).toUpperCase(Locale.ROOT) + this.create.substring(1) + "Input!";
		return new Operation(
				"mutation($input: " + type + ") { " + this.create + "(input: $input) { "
						+ ((this == ACTIVITIES) ? "activity" : this.type.toLowerCase(Locale.ROOT)) + " { id } } }",
				Map.of("input", input), Map.of());
	}

	private Map<String, Object> belonging(String customer) {
		return switch (this) {
			case CUSTOMERS -> Map.of("addresses", List.of(Map.of("country", PLACE)));
			case CONTACTS -> Map.of("links", List.of(Map.of("customerId", customer, "role", "Buyer")));
			case ACTIVITIES -> Map.of("relatedTo", List.of(customer));
			default -> Map.of("customerId", customer);
		};
	}

	/** What a record that belongs to a customer refers to it by. */
	String reference() {
		return (this == ACTIVITIES) ? "relatedTo" : "customerId";
	}

	/** A word by which this record alone is found. */
	private String word(String key) {
		return "matrix" + Integer.toUnsignedString((name() + key).hashCode(), 36);
	}

	/** The id of what was created; null if nothing was. */
	Object created(Object answer) {
		return Service.at(answer, "data", this.create,
				(this == ACTIVITIES) ? "activity" : this.type.toLowerCase(Locale.ROOT), "id");
	}

	/**
	 * @param key what the record was created under
	 * @param beginning the event cursor of the beginning
	 */
	Operation attempt(Way way, String id, String key, String pipeline, String beginning) {
		Map<String, Object> variables = new LinkedHashMap<>(Map.of("id", id));
		String document = switch (way) {
			case LIST -> "query($id: ID!) { " + plural() + "(filter: {id: {eq: $id}}) { nodes { id } } }";
			case COUNT -> "query($id: ID!) { " + plural() + "(filter: {id: {eq: $id}}) { totalCount } }";
			case NODE -> "query($id: ID!) { node(id: $id) { id } }";
			case SEARCH -> "query { search(query: \"" + word(key) + "\") { hits { node { id } } } }";
			case BOARD -> "query($id: ID!) { pipelineBoard(pipelineId: \"" + pipeline
					+ "\", filter: {id: {eq: $id}}) { columns { count } } }";
			case SUBSCRIBE -> "subscription($id: ID!) { " + change() + "(filter: {id: {eq: $id}}, after: \"" + beginning
					+ "\") { kind recordId } }";
			case UPDATE -> "mutation($id: ID!) { " + this.update + "(input: {id: $id, version: null, " + this.text
					+ ": \"changed\"}) { errors { code } } }";
			case CREATE -> throw new IllegalArgumentException("Nothing is there yet");
		};
		if (way == Way.SEARCH) {
			variables.clear();
		}
		return new Operation(document, variables, Map.of());
	}

	boolean succeeded(Way way, String id, String answer) {
		return switch (way) {
			case COUNT -> answer.contains("\"totalCount\":1");
			case BOARD -> answer.contains("\"count\":1");
			case UPDATE -> answer.contains("\"errors\":[]");
			case CREATE -> answer.contains("\"id\":\"");
			default -> answer.contains(id);
		};
	}

	/** The matrix as a document: a table for each kind. */
	static String document(Map<AccessMatrixTests.Cell, Boolean> cells) {
		StringBuilder text = new StringBuilder(
				"""
						# Who may do what

						Generated from the built-in roles and checked, cell by cell, against the running service. Each row is a role and
						whose the record is: the caller's own, that of a member of its team, of a team below, of another team, of another
						team but shared with the caller to read or to write, of another team but in a territory of the caller, or
						nobody's. The caller is in a team with a team below it. FIELD stands for roles that tenants define: it has the rule
						`TERRITORY` for all that has owners.
						Letters: **l**ist, **c**ount, **n**ode, **s**earch, **b**oard, **f**ollow by subscription, **u**pdate, **+** create
						one that is so owned: whoever may record at all may record for others, whether it sees the record then or not.
						""");
		for (Matter matter : values()) {
			text.append("\n## ").append(matter.plural()).append("\n\n| role |");
			Set<String> columns = new LinkedHashSet<>();
			cells.keySet()
				.stream()
				.filter((cell) -> cell.matter() == matter)
				.forEach((cell) -> columns.add(cell.ownership()));
			columns.forEach((column) -> text.append(' ').append(column).append(" |"));
			text.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
			for (String role : AccessMatrixTests.ROLES) {
				text.append("| ").append(role).append(" |");
				columns.forEach((column) -> text.append(' ').append(letters(cells, role, matter, column)).append(" |"));
				text.append('\n');
			}
		}
		return text.toString();
	}

	private static String letters(Map<AccessMatrixTests.Cell, Boolean> cells, String role, Matter matter,
			String column) {
		StringBuilder letters = new StringBuilder();
		for (Way way : Way.values()) {
			if (Boolean.TRUE.equals(cells.get(new AccessMatrixTests.Cell(role, matter, column, way)))) {
				letters.append(way.letter);
			}
		}
		return letters.isEmpty() ? "–" : letters.toString();
	}

	/** The ways to a record, those that change it last. */
	enum Way {

		LIST('l'), COUNT('c'), NODE('n'), SEARCH('s'), BOARD('b'), SUBSCRIBE('f'), UPDATE('u'), CREATE('+');

		private final char letter;

		Way(char letter) {
			this.letter = letter;
		}

	}

}
