package dev.rapport.harness;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

import graphql.schema.GraphQLInputObjectType;

import dev.rapport.events.EventCursor;
import dev.rapport.kernel.NodeId;

/**
 * What is tried: every place of every root field with something foreign in it, every root
 * field and random paths behind it, node lists, keys, and the first events on.
 */
final class Attacks {

	private static final UUID NOBODY = UUID.fromString("0192a000-0000-7000-8000-00000000dead");

	private static final String NO_MARK = Marks.SIGN + "absent";

	/** How many kinds of selections each place is asked with. */
	private static final int VARIANTS = 3;

	private static final int AT_ONCE = 4;

	/** How many kinds of selections each type of record is asked with. */
	private static final int SELECTIONS = 60;

	/** Subscriptions take long: of the places in them, one in so many. */
	private static final int RARELY = 20;

	/** How many records each place is tried with that refer to something hidden. */
	private static final int GUESSES = 2;

	private final World world;

	private final Random random;

	private final List<Slot> slots = new ArrayList<>();

	private final Set<String> reached = new TreeSet<>();

	private final Selections selections;

	Attacks(World world, long seed) {
		this.world = world;
		this.random = new Random(seed);
		this.selections = new Selections(world.shape.schema(), this.reached);
		world.shape.roots().forEach((root) -> this.slots.addAll(Slot.of(root)));
	}

	List<Slot> slots() {
		return this.slots;
	}

	/** The coordinates of the fields that were selected so far. */
	Set<String> reached() {
		return this.reached;
	}

	/** Every place at least once, then what chance picks, until there are so many. */
	List<Attack> some(int count) {
		List<Attack> attacks = new ArrayList<>();
		List<Slot> order = new ArrayList<>(this.slots);
		Collections.shuffle(order, this.random);
		order.forEach((slot) -> attacks.add(at(slot, attacker(slot))));
		for (Attacker attacker : this.world.attackers) {
			attacks.addAll(reading(attacker));
			attacks.addAll(attacker.foreign() ? ownLife(attacker) : trespassing(attacker));
			attacks.addAll(guessing(attacker));
			attacks.add(key(attacker));
		}
		while (attacks.size() < count) {
			attacks.add(anything());
		}
		return attacks;
	}

	/**
	 * What is most likely to show a hole, first: reading, by id, then writing.
	 * @param inside whether insiders try it; outsiders otherwise
	 */
	List<Attack> probes(boolean inside, int count) {
		List<Attacker> attackers = this.world.attackers.stream().filter((it) -> it.foreign() != inside).toList();
		List<Attack> attacks = new ArrayList<>();
		for (Attacker attacker : attackers) {
			attacks.addAll(reading(attacker));
			attacks.add(nodes(attacker));
			attacks.add(nodes(attacker));
			attacks.add(key(attacker));
		}
		for (Attacker attacker : attackers) {
			attacks.addAll(attacker.foreign() ? ownLife(attacker) : trespassing(attacker));
		}
		List<Slot> order = new ArrayList<>(this.slots);
		order.removeIf((slot) -> slot.root().operation().equals("subscription") && this.random.nextInt(RARELY) != 0);
		Collections.shuffle(order, this.random);
		while (attacks.size() < count) {
			attacks.add((attacks.size() % 3 == 0) ? at(order.get(attacks.size() % order.size()), pick(attackers))
					: plain(pick(queries()), pick(attackers)));
		}
		return attacks;
	}

	/** Every subscription from the first event on. */
	List<Attack> replays(Attacker attacker) {
		return reading(attacker).stream().filter((attack) -> attack.hostile().isSubscription()).toList();
	}

	/** Every subscription from now on. */
	List<Attack> following(Attacker attacker) {
		return replays(attacker).stream().map((replay) -> {
			Map<String, Object> variables = new LinkedHashMap<>(replay.hostile().variables());
			variables.put("after", null);
			return new Attack(attacker, replay.coordinate() + " live",
					new Operation(replay.hostile().document(), variables, Map.of()));
		}).toList();
	}

	/** Any text in any place, rehearsed where it would have an effect. */
	Attack injecting(Slot slot, Attacker attacker, String payload) {
		Operation operation = pair(slot, attacker, payload, "").hostile();
		String document = operation.document();
		boolean rehearse = document.startsWith("mutation") && !document.contains("@dryRun");
		return new Attack(attacker, slot.coordinate() + " with " + payload.codePoints().limit(40).boxed().toList(),
				new Operation(rehearse ? document.replaceFirst(" \\{", " @dryRun {") : document, operation.variables(),
						Map.of()));
	}

	private List<Shape.Root> queries() {
		return this.world.shape.roots().stream().filter((root) -> root.operation().equals("query")).toList();
	}

	/** Everything that somebody may ask without naming anything, and random paths. */
	private List<Attack> reading(Attacker attacker) {
		return this.world.shape.roots()
			.stream()
			.filter((root) -> !root.operation().equals("mutation"))
			.map((root) -> plain(root, attacker))
			.toList();
	}

	/** All that an outsider does with its own: its effect is there and nowhere else. */
	private List<Attack> ownLife(Attacker attacker) {
		return this.world.shape.roots()
			.stream()
			.filter((root) -> root.operation().equals("mutation"))
			.filter((root) -> !root.name().matches("(deactivate|archive).*(Member|Team|Pipeline)"))
			.map((root) -> plain(root, attacker))
			.toList();
	}

	/** Writing to what an insider sees but must not change; the ledger tells. */
	List<Attack> trespassing(Attacker attacker) {
		List<Attack> attacks = new ArrayList<>();
		for (Shape.Root root : this.world.shape.roots()) {
			GraphQLInputObjectType input = root.operation().equals("mutation") ? Planter.input(root) : null;
			String about = this.world.shape.about(root.field());
			String type = about.equals("TicketComment") ? "Ticket" : about;
			List<Planted> targets = attacker.fixed()
				.stream()
				.filter((record) -> record.type().equals(type) || isOf(record.type(), type))
				.toList();
			if (input != null && input.getFieldDefinition("id") != null && !targets.isEmpty()) {
				Slot slot = new Slot(root, List.of("input", "id"), Slot.Kind.ID, "id");
				Attack attack = pair(slot, attacker, pick(targets).id(), "");
				attacks.add(new Attack(attacker, slot.coordinate() + " of others", attack.hostile()));
			}
		}
		return attacks;
	}

	/**
	 * What records that an attacker sees refer to and it does not see, put where that is
	 * compared or set.
	 */
	List<Attack> guessing(Attacker attacker) {
		Set<String> hidden = attacker.hiddenIds();
		List<Attack> guesses = new ArrayList<>();
		for (Slot slot : this.slots) {
			String about = this.world.shape.about(slot.root().field());
			if (slot.kind() == Slot.Kind.ID && !slot.root().operation().equals("subscription")) {
				this.world.planter.records()
					.values()
					.stream()
					.filter((record) -> record.type().equals(about) && attacker.own().of(about).contains(record.id())
							&& !hidden.contains(record.id()))
					.flatMap((record) -> record.references()
						.getOrDefault(slot.field(), List.of())
						.stream()
						.filter(hidden::contains)
						.limit(1)
						.map((id) -> guess(slot, attacker, record, id)))
					.limit(GUESSES)
					.forEach(guesses::add);
			}
		}
		return guesses;
	}

	/** Whatever else is named is the record that refers to what is guessed, or its. */
	private Attack guess(Slot slot, Attacker attacker, Planted record, String id) {
		String absent = NodeId.encode(NodeId.prefixOf(id), NOBODY);
		Attack attack = pair(slot, attacker, id, absent);
		Map<String, Object> variables = new LinkedHashMap<>(attack.hostile().variables());
		record.references().forEach((name, ids) -> variables.computeIfPresent(name, (key, value) -> ids.getFirst()));
		if (variables.get("input") instanceof Map<?, ?> input && input.containsKey("id")) {
			Map<String, Object> aimed = new LinkedHashMap<>();
			input.forEach((key, value) -> aimed.put(String.valueOf(key), key.equals("id") ? record.id() : value));
			variables.put("input", aimed);
		}
		Operation hostile = new Operation(attack.hostile().document(), variables, Map.of());
		return new Attack(attacker, slot.coordinate() + " guessed", hostile, hostile.replacing(id, absent),
				attack.standIns(), false);
	}

	private Attack anything() {
		Attacker attacker = pick(this.world.attackers);
		int chance = this.random.nextInt(100);
		if (chance < 25) {
			return plain(pick(queries()), attacker);
		}
		if (chance < 40) {
			return nodes(attacker);
		}
		Slot slot = pick(this.slots);
		boolean slow = slot.root().operation().equals("subscription");
		return (slow && this.random.nextInt(20) != 0) ? nodes(attacker) : at(slot, slow ? attacker(slot) : attacker);
	}

	/** Subscriptions replay the log; only outsiders try all their filters. */
	private Attacker attacker(Slot slot) {
		if (slot.root().operation().equals("subscription") && this.random.nextInt(10) != 0) {
			return this.world.attackers.get(this.random.nextInt(2));
		}
		return pick(this.world.attackers);
	}

	private <T> T pick(List<T> list) {
		return list.get(this.random.nextInt(list.size()));
	}

	// a place with something foreign in it

	Attack at(Slot slot, Attacker attacker) {
		return switch (slot.kind()) {
			case ID -> identified(slot, attacker);
			case TEXT -> worded(slot, attacker);
			case CURSOR -> cursor(slot, attacker);
			case EVENT_CURSOR -> eventCursor(slot, attacker);
		};
	}

	private Attack identified(Slot slot, Attacker attacker) {
		String type = this.world.shape.target(slot.field(), this.world.shape.about(slot.root().field()));
		List<Planted> fitting = attacker.hidden()
			.stream()
			.filter((record) -> record.type().equals(type) || isOf(record.type(), type))
			.toList();
		Planted target = pick(fitting.isEmpty() ? attacker.hidden() : fitting);
		String absent = NodeId.encode(NodeId.prefixOf(target.id()), NOBODY);
		return pair(slot, attacker, target.id(), absent);
	}

	private boolean isOf(String type, String face) {
		return this.world.shape.schema().getType(type) instanceof graphql.schema.GraphQLObjectType object
				&& object.getInterfaces().stream().anyMatch((known) -> known.getName().equals(face));
	}

	private Attack worded(Slot slot, Attacker attacker) {
		List<String> marks = new ArrayList<>(new TreeSet<>(attacker.forbidden()));
		marks.removeIf((mark) -> !mark.startsWith(Marks.SIGN));
		String mark = pick(marks);
		boolean writes = slot.root().operation().equals("mutation");
		if (slot.isEmail()) {
			return pair(slot, attacker, email(mark), email(NO_MARK));
		}
		return switch (writes ? 0 : this.random.nextInt(4)) {
			case 0 -> pair(slot, attacker, Marks.text(mark), Marks.text(NO_MARK));
			case 1 -> pair(slot, attacker, "cnry-A-" + mark.substring(0, 7), "cnry-A-" + NO_MARK.substring(0, 7));
			case 2 -> pair(slot, attacker, mark.substring(0, 7), NO_MARK.substring(0, 7));
			default -> pair(slot, attacker, "金丝雀" + mark.substring(0, 7), "金丝雀" + NO_MARK.substring(0, 7));
		};
	}

	private static String email(String mark) {
		return Marks.text(mark).replaceAll("[^a-z0-9]", "") + "@canary.example";
	}

	Attack pair(Slot slot, Attacker attacker, String foreign, String absent) {
		boolean rehearsed = slot.root().operation().equals("mutation") && slot.kind() != Slot.Kind.ID;
		String own = this.world.shape.about(slot.root().field());
		int variant = this.random.nextInt(VARIANTS);
		Random fixed = new Random(slot.coordinate().hashCode() * 31L + variant);
		Filler filler = new Filler(this.world.shape, new Own(attacker, fixed), fixed, false);
		// what a rehearsal created is gone when what hangs on it is read
		String selection = this.selections.of(slot.root().field(), fixed, rehearsed ? 0 : variant);
		Map<String, Object> arguments = paged(slot.root(), slot.arguments(foreign, filler, own));
		boolean replay = slot.root().field().getArgument("after") != null
				&& slot.root().operation().equals("subscription");
		if (replay) {
			arguments.put("after", beginning(attacker));
		}
		Operation hostile = Operation.of(slot.root(), arguments, selection, rehearsed ? " @dryRun" : "");
		// whoever is inside learns that a key is taken: only outsiders must not
		boolean comparable = attacker.foreign() || !rehearsed;
		return new Attack(attacker, slot.coordinate(), hostile, comparable ? hostile.replacing(foreign, absent) : null,
				List.<String[]>of(new String[] { foreign, absent }), rehearsed);
	}

	private static Map<String, Object> paged(Shape.Root root, Map<String, Object> arguments) {
		Map<String, Object> paged = new LinkedHashMap<>(arguments);
		if (root.field().getArgument("first") != null) {
			paged.put("first", arguments.containsKey("before") ? null : 10);
			if (arguments.containsKey("before")) {
				paged.remove("first");
				paged.put("last", 10);
			}
		}
		return paged;
	}

	private Attack cursor(Slot slot, Attacker attacker) {
		String cursor = this.world.cursors.getOrDefault(slot.root().name(),
				pick(List.copyOf(this.world.cursors.values())));
		String forged = cursor.substring(0, cursor.length() - 2) + (cursor.endsWith("AA") ? "BB" : "AA");
		Attack attack = pair(slot, attacker, cursor, forged);
		return attacker.foreign() ? attack
				: new Attack(attacker, slot.coordinate(), attack.hostile(), null, List.of(), false);
	}

	private Attack eventCursor(Slot slot, Attacker attacker) {
		String foreign = this.world.cursors.get("eventCursor");
		ByteBuffer forged = ByteBuffer.wrap(Base64.getUrlDecoder().decode(foreign)).putLong(2 * Long.BYTES, 4_711);
		String absent = Base64.getUrlEncoder().withoutPadding().encodeToString(forged.array());
		if (!slot.root().operation().equals("subscription")) {
			Attack attack = pair(slot, attacker, foreign, absent);
			return attacker.foreign() ? attack : new Attack(attacker, slot.coordinate(), attack.hostile());
		}
		Operation replay = plain(slot.root(), attacker).hostile();
		if (!attacker.foreign()) {
			return new Attack(attacker, slot.coordinate(), replay);
		}
		Operation hostile = replay.replacing(beginning(attacker), foreign);
		return new Attack(attacker, slot.coordinate(), hostile, hostile.replacing(foreign, absent),
				List.<String[]>of(new String[] { foreign, absent }), false);
	}

	/** The first event of the attacker's own tenant. */
	private String beginning(Attacker attacker) {
		EventCursor own = EventCursor.parse(this.world.cursors.get("eventCursor"));
		return new EventCursor(own.epoch(), attacker.actor().tenant(), 0).toString();
	}

	// without anything foreign

	/** A root field with own values where it needs them, and a random path behind it. */
	Attack plain(Shape.Root root, Attacker attacker) {
		Filler filler = new Filler(this.world.shape, new Own(attacker, this.random), this.random, false);
		String own = this.world.shape.about(root.field());
		Map<String, Object> arguments = new LinkedHashMap<>();
		root.field()
			.getArguments()
			.stream()
			.filter(Shape::isRequired)
			.forEach((argument) -> arguments.put(argument.getName(), filler.argument(argument, own)));
		if (root.field().getArgument("first") != null) {
			arguments.put("first", 10);
		}
		if (root.operation().equals("subscription") && root.field().getArgument("after") != null) {
			arguments.put("after", beginning(attacker));
		}
		if (arguments.containsKey("query")) {
			arguments.put("query", this.random.nextBoolean() ? "cnry" : "金丝");
		}
		return new Attack(attacker, root.coordinate(), Operation.of(root, arguments,
				this.selections.of(root.field(), this.random, this.random.nextInt(1, 4)), ""));
	}

	/** Many hidden records under aliases and through fragments, at once. */
	Attack nodes(Attacker attacker) {
		StringBuilder declared = new StringBuilder();
		StringBuilder fields = new StringBuilder();
		Map<String, Object> hidden = new LinkedHashMap<>();
		Map<String, Object> absent = new LinkedHashMap<>();
		for (int i = 0; i < AT_ONCE; i++) {
			Planted target = pick(attacker.hidden());
			hidden.put("i" + i, target.id());
			absent.put("i" + i, NodeId.encode(NodeId.prefixOf(target.id()), NOBODY));
			declared.append("$i").append(i).append(": ID! ");
			fields.append((i == 0) ? "nodes(ids: [$i0])" : "a" + i + ": node(id: $i" + i + ")");
			fields.append(this.selections.on(target.type(),
					new Random(target.type().hashCode() + this.random.nextInt(SELECTIONS)), 1));
		}
		String document = "query(" + declared + ") { " + fields + " }";
		return new Attack(attacker, "query.node", new Operation(document, hidden, Map.of()),
				new Operation(document, absent, Map.of()), List.of(), false);
	}

	/** A key that the first tenant has used, with what it was used for. */
	Attack key(Attacker attacker) {
		Operation own = new Operation(this.world.keyed.document(), Map.of("name", "Team of " + attacker), Map.of());
		return attacker.foreign()
				? new Attack(attacker, "idempotencyKey", own.keyed(World.KEY),
						own.keyed("absent-" + this.random.nextInt()), List.of(), true)
				: new Attack(attacker, "idempotencyKey",
						new Operation("{ viewer { id } }", Map.of(), Map.of()).keyed(World.KEY));
	}

	/** What an attacker writes who only works with its own. */
	private record Own(Attacker attacker, Random random) implements Voice {

		@Override
		public String text(String coordinate) {
			return "own " + this.random.nextInt(1_000_000);
		}

		@Override
		public String figure() {
			return "1" + this.random.nextInt(10_000_000, 99_999_999);
		}

		@Override
		public String day() {
			return "2031-05-1" + this.random.nextInt(10);
		}

		@Override
		public String id(String field, String type) {
			return this.attacker.own().any(type, this.random);
		}

	}

}
