package dev.rapport.harness;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLTypeUtil;

import dev.rapport.kernel.NodeId;
import dev.rapport.member.Policies;
import dev.rapport.tenancy.Actor;

/**
 * Fills a tenant through the API: every mutation that creates something, every field that
 * it takes, with marks in all texts. What an input does not accept is left out bit by
 * bit.
 */
final class Planter {

	private static final int TRIES = 12;

	private static final String ABOUT = "relatedTo";

	private final Shape shape;

	private final Service service;

	private final Marks marks;

	private final RandomGenerator random;

	private final Ids ids;

	private final Map<String, Planted> records = new LinkedHashMap<>();

	private final Set<String> refused = new TreeSet<>();

	Planter(Shape shape, Service service, Marks marks, RandomGenerator random) {
		this.shape = shape;
		this.service = service;
		this.marks = marks;
		this.random = random;
		this.ids = new Ids(shape.schema());
	}

	Ids ids() {
		return this.ids;
	}

	Map<String, Planted> records() {
		return this.records;
	}

	/** The mutations that created nothing, whatever was left out. */
	Set<String> refused() {
		return this.refused;
	}

	/**
	 * Everything once for somebody; activities about a deal, about a customer and about
	 * nothing.
	 */
	void plant(Actor actor, Person whose, boolean mirrored) {
		for (Shape.Root mutation : creating(this.shape)) {
			List<Map<String, Object>> variants = variants(mutation, whose);
			boolean made = false;
			for (Map<String, Object> variant : variants) {
				made |= make(mutation, actor, whose, variant, mirrored);
			}
			if (!made) {
				this.refused.add(mutation.name());
			}
		}
	}

	/** Activities of somebody about a deal of somebody else. */
	void plant(Actor actor, Person whose, Person deals) {
		Map<String, Object> about = Map.of(ABOUT, List.of(latest("Opportunity", deals)));
		creating(this.shape).stream()
			.filter((mutation) -> input(mutation).getFieldDefinition(ABOUT) != null)
			.forEach((mutation) -> make(mutation, actor, whose, about, false));
	}

	/** One record of somebody, by one mutation. */
	void plantOne(String name, Actor actor, Person whose) {
		creating(this.shape).stream()
			.filter((mutation) -> mutation.name().equals(name))
			.forEach((mutation) -> make(mutation, actor, whose, Map.of(), false));
	}

	/** Mutations that create, those that need what others create last. */
	static List<Shape.Root> creating(Shape shape) {
		return shape.roots()
			.stream()
			.filter((root) -> root.operation().equals("mutation") && root.name().matches("(create|add)[A-Z].*"))
			.filter((root) -> input(root) != null)
			.sorted(Comparator.comparing((Shape.Root root) -> weight(input(root))).thenComparing(Shape.Root::name))
			.toList();
	}

	private static int weight(GraphQLInputObjectType input) {
		boolean later = input.getFieldDefinition("id") != null;
		return (later ? 200 : 0) + ((input.getFieldDefinition(ABOUT) != null) ? 100 : 0)
				+ (int) input.getFieldDefinitions()
					.stream()
					.filter((field) -> !Set.of("String", "Int").contains(Shape.name(field.getType())))
					.count();
	}

	static GraphQLInputObjectType input(Shape.Root root) {
		var argument = root.field().getArgument("input");
		return (argument != null
				&& GraphQLTypeUtil.unwrapAll(argument.getType()) instanceof GraphQLInputObjectType input) ? input
						: null;
	}

	private List<Map<String, Object>> variants(Shape.Root mutation, Person whose) {
		GraphQLInputObjectType input = input(mutation);
		if (input.getFieldDefinition(ABOUT) != null) {
			return List.of(Map.of(ABOUT, List.of(latest("Opportunity", whose))), Map.of(ABOUT, List.of()),
					Map.of(ABOUT, List.of(latest("Customer", whose))));
		}
		GraphQLInputObjectField visibility = input.getFieldDefinition("visibility");
		return (visibility == null) ? List.of(Map.of())
				: List.of(Map.of("visibility", "PUBLIC"), Map.of("visibility", "INTERNAL"));
	}

	private String latest(String type, Person whose) {
		return this.records.values()
			.stream()
			.filter((record) -> record.type().equals(type) && record.owner().equals(whose.name()))
			.map(Planted::id)
			.reduce((one, other) -> other)
			.orElseGet(() -> this.ids.any(type, this.random));
	}

	private boolean make(Shape.Root mutation, Actor actor, Person whose, Map<String, Object> variant,
			boolean mirrored) {
		Planting voice = new Planting(whose, mirrored);
		String own = this.shape.about(mutation.field());
		Map<String, Object> input = new LinkedHashMap<>(
				new Filler(this.shape, voice, this.random, true).object(input(mutation), own, 0));
		input.putAll(variant);
		if (input.containsKey("id")) {
			input.put("id", latest(mutation.name().contains("Ticket") ? "Ticket" : own, whose));
		}
		for (int attempt = 0; attempt < TRIES; attempt++) {
			String selection = new Selections(this.shape.schema(), new TreeSet<>()).of(mutation.field(), this.random,
					1);
			Map<String, Object> answer = this.service.ask(actor,
					Operation.of(mutation, Map.of("input", input), selection, ""));
			Object payload = Service.at(answer, "data", mutation.name());
			String id = (payload == null) ? null : created(payload);
			if (id != null) {
				learn(payload);
				keep(id, typeOf(payload), input, voice);
				return true;
			}
			if (!leaveOut(input, answer, payload, input(mutation))) {
				return false;
			}
		}
		return false;
	}

	/** Leaves out what was complained about, or else what is optional. */
	static boolean leaveOut(Map<String, Object> input, Map<String, Object> answer, Object payload,
			GraphQLInputObjectType type) {
		Object path = Service.at((payload == null) ? answer : payload, "errors", "0", "path");
		List<String> steps = (path instanceof List<?> list) ? list.stream().map(String::valueOf).toList() : List.of();
		for (String step : steps) {
			GraphQLInputObjectField field = type.getFieldDefinition(step);
			if (field != null && !Filler.required(field) && input.remove(step) != null) {
				return true;
			}
		}
		return type.getFieldDefinitions()
			.stream()
			.filter((field) -> !Filler.required(field) && input.containsKey(field.getName()))
			.reduce((one, other) -> other)
			.map((field) -> input.remove(field.getName()) != null)
			.orElse(false);
	}

	private static String created(Object payload) {
		for (Object part : ((Map<?, ?>) payload).values()) {
			if (part instanceof Map<?, ?> node && node.get("id") != null) {
				return String.valueOf(node.get("id"));
			}
		}
		return null;
	}

	private static String typeOf(Object payload) {
		for (Object part : ((Map<?, ?>) payload).values()) {
			if (part instanceof Map<?, ?> node && node.get("id") != null) {
				return String.valueOf(node.get("__typename"));
			}
		}
		throw new IllegalStateException(String.valueOf(payload));
	}

	/** Remembers all records that an answer shows. */
	void learn(Object value) {
		if (value instanceof Map<?, ?> map) {
			if (map.get("id") != null && map.get("__typename") != null) {
				this.ids.add(String.valueOf(map.get("__typename")), String.valueOf(map.get("id")));
			}
			map.values().forEach(this::learn);
		}
		else if (value instanceof Collection<?> list) {
			list.forEach(this::learn);
		}
	}

	private void keep(String id, String type, Map<String, Object> input, Planting voice) {
		Map<String, List<String>> references = new LinkedHashMap<>();
		references(input, references);
		Planted record = new Planted(id, type, voice.whose.name(), references,
				"INTERNAL".equals(input.get("visibility")), voice.mirrored, "");
		this.records.put(id, record);
		String sent = Service.json(input);
		voice.said.forEach((mark, coordinate) -> {
			if (sent.contains(mark)) {
				this.marks.belongs(mark, coordinate.isEmpty() ? record : record.of(coordinate));
			}
		});
	}

	private static void references(Object value, Map<String, List<String>> references) {
		if (value instanceof Map<?, ?> map) {
			map.forEach((key, inner) -> {
				for (Object item : (inner instanceof List<?> list) ? list : List.of(String.valueOf(inner))) {
					if (item instanceof String text && text.matches("[a-z]{3}_[0-9a-z]{26}")) {
						references.computeIfAbsent(String.valueOf(key), (name) -> new ArrayList<>()).add(text);
					}
					else {
						references(item, references);
					}
				}
			});
		}
	}

	/** The voice of one record: its own mark everywhere, another in fields with rules. */
	private final class Planting implements Voice {

		private final Person whose;

		private final boolean mirrored;

		private final String mark = Planter.this.marks.mark();

		private final Map<String, String> said = new LinkedHashMap<>();

		Planting(Person whose, boolean mirrored) {
			this.whose = whose;
			this.mirrored = mirrored;
			this.said.put(this.mark, "");
		}

		@Override
		public String text(String coordinate) {
			if (!Policies.fields().contains(coordinate)) {
				return Marks.text(this.mark);
			}
			String own = Planter.this.marks.mark();
			this.said.put(own, coordinate);
			return Marks.text(own);
		}

		/**
		 * The twin has the same numbers and days, so only those that it lacks are marks.
		 */
		@Override
		public String figure() {
			return note(Planter.this.marks.figure());
		}

		@Override
		public String day() {
			return note(Planter.this.marks.day());
		}

		private String note(String value) {
			if (!this.mirrored) {
				this.said.put(value, "");
			}
			return value;
		}

		@Override
		public String id(String field, String type) {
			return switch (type) {
				case "Member" -> NodeId.encode("mem", this.whose.member());
				case "Pipeline", "Stage", "Team" -> Planter.this.ids.first(type);
				default -> latest(type, this.whose);
			};
		}

	}

}
