package dev.rapport.harness;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

import org.springframework.context.ApplicationContext;
import org.springframework.graphql.execution.GraphQlSource;

import dev.rapport.Tenants;
import dev.rapport.kernel.NodeId;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Rights;

/**
 * Two tenants. One is full of canaries: half of them Vera's, which most of her colleagues
 * must not see, half Rex's, who attacks. The other is its twin: it has the first half of
 * all records under the same ids with other texts, and nothing of the second half.
 */
final class World {

	/** What a keyed operation of the first tenant was sent with. */
	static final String KEY = "harness-key-1";

	private static final Set<String> GUARDED = Set.of("customers", "contacts", "opportunities", "activities",
			"tickets");

	private static World shared;

	private static ApplicationContext sharedBy;

	final Tenants.Tenant a;

	final Tenants.Tenant b;

	final Shape shape;

	final Service service;

	final Marks marks;

	final Planter planter;

	final Insight insight;

	final List<Attacker> attackers;

	/**
	 * Page cursors of the first tenant, by list; and its event cursor as
	 * {@code eventCursor}.
	 */
	final Map<String, String> cursors = new LinkedHashMap<>();

	final Operation keyed;

	/** The ids of what was shared with somebody. */
	final List<String> sharedIds = new ArrayList<>();

	/** The id of a ticket that the partner has for now. */
	final String lent;

	/** Who an attacker is at the issuer. */
	final Map<String, Login> logins = new LinkedHashMap<>();

	World(Tenants tenants, ApplicationContext context, long seed) {
		Random random = new Random(seed);
		this.a = tenants.found();
		this.b = tenants.found();
		this.shape = new Shape(context.getBean(GraphQlSource.class).schema());
		this.service = new Service(context);
		this.marks = new Marks(random);
		this.planter = new Planter(this.shape, this.service, this.marks, random);
		UUID sales = this.a.team("Sales", null);
		UUID vault = this.a.team("Vault", sales);
		UUID gate = this.a.team("Gate", sales);
		this.planter.ids().add("Team", NodeId.encode("tea", sales));
		Map<String, Person> people = new LinkedHashMap<>();
		hire(people, "vera", vault, "vault", "REP");
		hire(people, "rex", gate, "gate", "REP");
		hire(people, "gus", gate, "gate", "REP");
		hire(people, "mona", gate, "gate", "MANAGER");
		hire(people, "agnes", gate, "gate", "AGENT");
		hire(people, "max", gate, "gate", "MARKETER");
		hire(people, "ana", null, "", "ANALYST");
		hire(people, "pat", null, "", "PARTNER");
		this.insight = new Insight(people,
				Map.of("gate", Set.of("gate"), "vault", Set.of("vault"), "sales", Set.of("sales", "gate", "vault")),
				this.planter.records(), Map.of());
		this.keyed = keyed();
		plant(people, true);
		Extras extras = new Extras(this, tenants.owner());
		String gus = NodeId.encode("mem", Objects.requireNonNull(people.get("gus")).member());
		this.sharedIds.addAll(extras.share(gus));
		extras.itemizeDeals();
		extras.linkContacts();
		extras.role();
		extras.key();
		Twin.copy(tenants.owner(), this.a.id().value(), this.b.id().value());
		Ids twins = this.planter.ids().copy();
		plant(people, false);
		plantSecrets(people);
		this.sharedIds.addAll(extras.share(gus));
		extras.linkContacts();
		this.lent = extras.lend(NodeId.encode("mem", Objects.requireNonNull(people.get("pat")).member()));
		extras.document();
		this.service.ask(this.a.actor(this.a.ann()), this.keyed.keyed(KEY));
		collectCursors();
		this.attackers = attackers(people, twins);
	}

	private World(World other, List<Attacker> attackers) {
		this.a = other.a;
		this.b = other.b;
		this.shape = other.shape;
		this.service = other.service;
		this.marks = other.marks;
		this.planter = other.planter;
		this.insight = other.insight;
		this.keyed = other.keyed;
		this.cursors.putAll(other.cursors);
		this.logins.putAll(other.logins);
		this.sharedIds.addAll(other.sharedIds);
		this.lent = other.lent;
		this.attackers = attackers;
	}

	/** The same world with other rights of those who attack. */
	World with(UnaryOperator<Actor> rights) {
		return new World(this,
				this.attackers.stream().map((attacker) -> attacker.with(rights.apply(attacker.actor()))).toList());
	}

	/**
	 * One world for all tests that leave the first tenant as it is; the seed is that of
	 * the first who asks.
	 */
	static synchronized World shared(Tenants tenants, ApplicationContext context, long seed) {
		if (shared == null || sharedBy != context) {
			shared = new World(tenants, context, seed);
			sharedBy = context;
			System.out.println("harness: the world has seed " + seed);
		}
		return shared;
	}

	private void hire(Map<String, Person> people, String name, UUID team, String called, String role) {
		UUID member = this.a.hire(name, team, role);
		people.put(name, new Person(name, member, called, role));
		this.planter.ids().add("Member", NodeId.encode("mem", member));
	}

	private void plant(Map<String, Person> people, boolean mirrored) {
		for (String name : List.of("vera", "rex")) {
			Person whose = people.get(name);
			this.planter.plant(actor(whose), whose, mirrored);
		}
	}

	/** Rex's colleague works on what Rex must not see. */
	private void plantSecrets(Map<String, Person> people) {
		Person gus = people.get("gus");
		this.planter.plant(actor(gus), gus, people.get("vera"));
		this.planter.plantOne("createOpportunity", actor(gus), gus);
		Person pat = people.get("pat");
		this.planter.plantOne("createTicket", actor(pat), pat);
	}

	private Actor actor(Person person) {
		return new Actor(this.a.id(), Actor.Kind.USER, person.member(), "test", "plant", Rights.UNLIMITED);
	}

	private List<Attacker> attackers(Map<String, Person> people, Ids twins) {
		this.logins.put("ADMIN of B", new Login(this.b.key(), "ann"));
		this.logins.put("REP of B", new Login(this.b.key(), "rex"));
		people.values()
			.stream()
			.filter((person) -> !Set.of("vera", "gus").contains(person.name()))
			.forEach((person) -> this.logins.put(person.role() + " of A", new Login(this.a.key(), person.name())));
		List<Attacker> attackers = new ArrayList<>();
		List<Planted> lacking = this.planter.records().values().stream().filter((it) -> !it.mirrored()).toList();
		Set<String> all = this.marks.all().keySet();
		attackers.add(new Attacker("ADMIN of B", this.b.actor(this.a.ann()), true, twins, lacking, List.of(), all));
		attackers.add(new Attacker("REP of B", this.b.actor(people.get("rex").member()), true, twins, lacking,
				List.of(), all));
		for (Person person : people.values()) {
			if (!Set.of("vera", "gus").contains(person.name())) {
				attackers.add(insider(person));
			}
		}
		return List.copyOf(attackers);
	}

	private Attacker insider(Person person) {
		List<Planted> hidden = new ArrayList<>();
		List<Planted> fixed = new ArrayList<>();
		Ids own = new Ids(this.shape.schema());
		for (Planted record : this.planter.records().values()) {
			if (this.insight.reads(person, record)) {
				own.add(record.type(), record.id());
				if (GUARDED.contains(record.kind()) && !this.insight.changes(person, record)) {
					fixed.add(record);
				}
			}
			else {
				hidden.add(record);
			}
		}
		for (String type : List.of("Member", "Team", "Stage")) {
			this.planter.ids().of(type).forEach((id) -> own.add(type, id));
		}
		Set<String> forbidden = new HashSet<>();
		this.marks.all().forEach((mark, record) -> {
			if (!this.insight.shows(person, record)) {
				forbidden.add(mark);
			}
		});
		return new Attacker(person.role() + " of A", this.a.actor(person.member()), false, own, hidden, fixed,
				forbidden);
	}

	/** Vera, at work on all that is hers. */
	Attacker vera() {
		Person vera = Objects.requireNonNull(this.insight.people().get("vera"));
		List<Planted> hers = this.planter.records()
			.values()
			.stream()
			.filter((record) -> record.owner().equals("vera"))
			.toList();
		return new Attacker("vera", actor(vera), false, this.planter.ids(), hers, hers, Set.of());
	}

	private void collectCursors() {
		for (Shape.Root root : this.shape.roots()) {
			if (root.operation().equals("query") && root.field().getArgument("after") != null
					&& root.field().getArguments().stream().noneMatch((argument) -> Shape.isRequired(argument))) {
				Object answer = this.service.ask(this.a.actor(this.a.ann()),
						Operation.of(root, Map.of("first", 1), " { edges { cursor } }", ""));
				Object cursor = Service.at(answer, "data", root.name(), "edges", "0", "cursor");
				if (cursor != null) {
					this.cursors.put(root.name(), String.valueOf(cursor));
				}
			}
		}
		Object answer = this.service.ask(this.a.actor(this.a.ann()),
				new Operation("{ eventCursor }", Map.of(), Map.of()));
		this.cursors.put("eventCursor", String.valueOf(Service.at(answer, "data", "eventCursor")));
	}

	private Operation keyed() {
		String mark = this.marks.mark();
		this.marks.belongs(mark, new Planted("", "Team", "ann", Map.of(), false, false, ""));
		return new Operation("mutation($name: String!) { createTeam(input: {name: $name}) { team { id name } } }",
				Map.of("name", "cnry-A-" + mark), Map.of());
	}

	/**
	 * Somebody at the issuer.
	 *
	 * @param tenant the tenant's key
	 */
	record Login(String tenant, String subject) {
	}

}
