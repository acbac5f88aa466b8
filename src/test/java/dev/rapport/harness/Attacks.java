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
import java.util.function.Predicate;

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

	private static final int AT_ONCE = 8;

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
			attacks.addAll(reading(attacker, (root) -> true));
			attacks.add(key(attacker));
		}
		while (attacks.size() < count) {
			attacks.add(anything());
		}
		return attacks;
	}

	/**
	 * Everything that an attacker may ask without naming anything, with random paths
	 * behind it.
	 */
	List<Attack> reading(Attacker attacker, Predicate<Shape.Root> which) {
		return this.world.shape.roots()
			.stream()
			.filter((root) -> !root.operation().equals("mutation"))
			.filter(which)
			.map((root) -> plain(root, attacker))
			.toList();
	}

	private Attack anything() {
		Attacker attacker = pick(this.world.attackers);
		int chance = this.random.nextInt(100);
		if (chance < 25) {
			List<Shape.Root> roots = this.world.shape.roots()
				.stream()
				.filter((root) -> root.operation().equals("query"))
				.toList();
			return plain(pick(roots), attacker);
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

	private Attack pair(Slot slot, Attacker attacker, String foreign, String absent) {
		boolean rehearsed = slot.root().operation().equals("mutation") && slot.kind() == Slot.Kind.TEXT;
		String own = this.world.shape.about(slot.root().field());
		int variant = this.random.nextInt(VARIANTS);
		Random fixed = new Random(slot.coordinate().hashCode() * 31L + variant);
		Filler filler = new Filler(this.world.shape, new Own(attacker, fixed), fixed, false);
		String selection = this.selections.of(slot.root().field(), fixed, variant);
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
		Operation replay = plain(slot.root(), attacker).hostile();
		if (!attacker.foreign()) {
			return new Attack(attacker, slot.coordinate(), replay);
		}
		String foreign = this.world.cursors.get("eventCursor");
		ByteBuffer forged = ByteBuffer.wrap(Base64.getUrlDecoder().decode(foreign)).putLong(2 * Long.BYTES, 4_711);
		String absent = Base64.getUrlEncoder().withoutPadding().encodeToString(forged.array());
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
			fields.append(this.selections.on(target.type(), new Random(target.type().hashCode() + i % 2), i % 2));
		}
		String document = "query(" + declared + ") { " + fields + " }";
		return new Attack(attacker, "query.node", new Operation(document, hidden, Map.of()),
				new Operation(document, absent, Map.of()), List.of(), false);
	}

	/** A key that the first tenant has used, with what it was used for. */
	private Attack key(Attacker attacker) {
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
