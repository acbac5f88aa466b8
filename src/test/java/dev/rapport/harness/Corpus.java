package dev.rapport.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLObjectType;
import reactor.core.publisher.Mono;

import dev.rapport.Rewriting;
import dev.rapport.StatementLog;
import dev.rapport.persistence.Questions;
import dev.rapport.persistence.TenantDatabase;

/**
 * Attacks, each carried out once alone while all walls stand: which statements it leads
 * to is known from then on, and what the answer is.
 */
final class Corpus {

	private static final int TRIES = 8;

	private static final String ABSENT = Marks.SIGN + "absent";

	private static final Duration ANSWER = Duration.ofSeconds(10);

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	/** What the search over everything finds. */
	private static final Set<String> SEARCHED = Set.of("Customer", "Contact", "Opportunity", "Ticket");

	/** Listening takes long, so only these do. */
	private static final Set<String> FOLLOWING = Set.of("ADMIN of B", "REP of A", "PARTNER of A");

	private final World world;

	private final Attacks attacks;

	private final Vault vault;

	private final long seed;

	private final List<Probe> probes = new ArrayList<>();

	Corpus(World world, Vault vault, long seed) {
		this.world = world;
		this.attacks = new Attacks(world, seed);
		this.vault = vault;
		this.seed = seed;
	}

	List<Probe> probes() {
		return this.probes;
	}

	/** Tries what there is to try, so many times where chance picks. */
	Corpus gather(TenantDatabase database, List<Attacker> attackers, int variants) {
		Set<String> asked = ConcurrentHashMap.newKeySet();
		try (Rewriting.Restored _ = Questions.by(database, (sql) -> {
			asked.add(sql);
			return sql;
		})) {
			attackers.stream()
				.flatMap((attacker) -> all(attacker, variants).stream())
				.forEach((attack) -> learn(attack, asked));
		}
		return this;
	}

	private void learn(Attack attack, Set<String> asked) {
		asked.clear();
		StatementLog.clear();
		String answer = Objects.requireNonNull(this.world.service.answer(attack.attacker().actor(), attack.hostile())
			.timeout(ANSWER, Mono.just("unanswered"))
			.block(PATIENCE));
		Set<String> statements = Set.copyOf(StatementLog.noted(attack.attacker().actor().tenant()));
		Probe probe = new Probe(attack, statements, Set.copyOf(asked), answer, false);
		boolean wrote = probe.isMutation() && !this.vault.restore().isEmpty();
		this.probes.add((wrote && !attack.attacker().foreign()) ? probe.legitimate() : probe);
	}

	private List<Attack> all(Attacker attacker, int variants) {
		List<Attack> all = new ArrayList<>();
		for (Shape.Root root : this.world.shape.roots()) {
			switch (root.operation()) {
				case "query" -> times(variants, () -> all.add(this.attacks.plain(root, attacker)));
				case "subscription" -> {
					if (FOLLOWING.contains(attacker.name())) {
						all.add(this.attacks.plain(root, attacker));
					}
				}
				default -> writing(root, attacker, variants, all);
			}
		}
		times(variants, () -> own(attacker, all));
		times(2 * variants, () -> all.add(this.attacks.nodes(attacker)));
		for (Slot slot : this.attacks.slots()) {
			boolean query = slot.root().operation().equals("query");
			boolean write = slot.root().operation().equals("mutation") && slot.kind() == Slot.Kind.ID;
			if (write && !Narrow.is(attacker) || query && variants > 1) {
				all.add(this.attacks.at(slot, attacker));
			}
			if (query && slot.kind() == Slot.Kind.TEXT && attacker.foreign()) {
				all.addAll(worded(slot, attacker));
			}
		}
		times(2, () -> all.addAll(this.attacks.trespassing(attacker)));
		all.add(this.attacks.key(attacker));
		all.addAll(new Pointed(this.world, this.attacks, attacker).attacks());
		return all;
	}

	/** With the words of a record that the twin has under the same id. */
	private List<Attack> worded(Slot slot, Attacker attacker) {
		String about = this.world.shape.about(slot.root().field());
		Map<String, Attack> byType = new LinkedHashMap<>();
		this.world.marks.all().forEach((mark, record) -> {
			boolean fits = record.type().equals(about) || about.equals("Node") && SEARCHED.contains(record.type())
					|| about.equals("Activity") && record.kind().equals("activities");
			if (fits && record.mirrored() && mark.startsWith(Marks.SIGN)) {
				byType.computeIfAbsent(record.type() + record.field(),
						(type) -> this.attacks.pair(slot, attacker,
								slot.path().getLast().equals("contains") ? mark : Marks.text(mark),
								slot.path().getLast().equals("contains") ? ABSENT : Marks.text(ABSENT)));
			}
		});
		return List.copyOf(byType.values());
	}

	private static void times(int count, Runnable work) {
		for (int i = 0; i < count; i++) {
			work.run();
		}
	}

	/**
	 * What an outsider does with its own, and what it writes that others wrote before.
	 */
	private void writing(Shape.Root root, Attacker attacker, int variants, List<Attack> all) {
		if (attacker.foreign()) {
			times(variants, () -> all.add(loosely(this.attacks.plain(root, attacker))));
			GraphQLInputObjectType input = Planter.input(root);
			if (input != null) {
				all.add(echo(root, input, attacker, true));
				all.add(echo(root, input, attacker, false));
				if (variants > 1) {
					alone(root, input, attacker, all);
				}
			}
		}
	}

	/** What writes answers with new ids and times. */
	static Attack loosely(Attack attack) {
		return new Attack(attack.attacker(), attack.coordinate(), attack.hostile(), attack.absent(), attack.standIns(),
				true);
	}

	/** Each field that may be left out, alone with what is required. */
	private void alone(Shape.Root root, GraphQLInputObjectType input, Attacker attacker, List<Attack> all) {
		String about = this.world.shape.about(root.field());
		for (GraphQLInputObjectField one : input.getFieldDefinitions()) {
			if (!Filler.required(one) && !one.getName().equals("version")) {
				long fixed = this.seed + one.getName().hashCode();
				Filler filler = new Filler(this.world.shape, Echo.ofNobody(attacker, fixed), new Random(fixed), false);
				Map<String, Object> sent = new LinkedHashMap<>();
				input.getFieldDefinitions()
					.stream()
					.filter((it) -> Filler.required(it) || it == one)
					.forEach((it) -> sent.put(it.getName(), filler.value(it.getType(), it.getName(), about, about, 1)));
				if (input.getFieldDefinition("version") != null) {
					sent.put("version", null);
				}
				all.add(loosely(new Attack(attacker, root.coordinate() + "(input." + one.getName() + ") alone",
						Operation.of(root, Map.of("input", sent), selection(root, fixed), ""))));
			}
		}
	}

	private String selection(Shape.Root root, long fixed) {
		return new Selections(this.world.shape.schema(), this.attacks.reached()).of(root.field(), new Random(fixed), 1);
	}

	private Attack echo(Shape.Root root, GraphQLInputObjectType type, Attacker attacker, boolean mirrored) {
		String about = this.world.shape.about(root.field());
		Planted record = this.world.planter.records()
			.values()
			.stream()
			.filter((it) -> it.mirrored() == mirrored && it.type().equals(about))
			.findFirst()
			.orElseGet(() -> this.world.planter.records().values().iterator().next());
		long fixed = this.seed + root.name().hashCode();
		Map<String, Object> said = said(type, about, Echo.of(attacker, record, this.world.marks, fixed), fixed);
		Map<String, Object> absent = said(type, about, Echo.ofNobody(attacker, fixed), fixed);
		String selection = selection(root, fixed);
		shorten(root, type, attacker, said, absent, selection);
		return new Attack(attacker, root.coordinate() + " in others' words",
				Operation.of(root, Map.of("input", said), selection, ""),
				Operation.of(root, Map.of("input", absent), selection, ""),
				List.<String[]>of(new String[] { Echo.of(attacker, record, this.world.marks, fixed).text(""),
						Echo.ofNobody(attacker, fixed).text("") }),
				true);
	}

	private Map<String, Object> said(GraphQLInputObjectType type, String about, Voice voice, long fixed) {
		return new LinkedHashMap<>(new Filler(this.world.shape, voice, new Random(fixed), true).object(type, about, 0));
	}

	/** Leaves out, of both, what the service does not take from this caller. */
	private void shorten(Shape.Root root, GraphQLInputObjectType type, Attacker attacker, Map<String, Object> said,
			Map<String, Object> absent, String selection) {
		for (int attempt = 0; attempt < TRIES; attempt++) {
			Map<String, Object> answer = this.world.service.ask(attacker.actor(),
					Operation.of(root, Map.of("input", absent), selection, " @dryRun"));
			Object payload = Service.at(answer, "data", root.name());
			boolean refused = Service.at((payload == null) ? answer : payload, "errors", "0") != null;
			if (!refused || !Planter.leaveOut(absent, answer, payload, type)) {
				break;
			}
		}
		said.keySet().retainAll(absent.keySet());
	}

	/** What hangs on records that the attacker may see. */
	private void own(Attacker attacker, List<Attack> all) {
		Random random = new Random(this.seed + all.size());
		for (String type : types()) {
			if (attacker.own().has(type)) {
				String id = attacker.own().any(type, random);
				String selection = new Selections(this.world.shape.schema(), this.attacks.reached()).on(type, random,
						2);
				all.add(new Attack(attacker, "node " + type, new Operation(
						"query($id: ID!) { node(id: $id) " + selection + " }", Map.of("id", id), Map.of())));
			}
		}
	}

	private List<String> types() {
		return this.world.shape.schema()
			.getAllTypesAsList()
			.stream()
			.filter((type) -> type instanceof GraphQLObjectType && this.world.shape.isNode(type))
			.map((type) -> ((GraphQLObjectType) type).getName())
			.toList();
	}

}
