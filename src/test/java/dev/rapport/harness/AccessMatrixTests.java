package dev.rapport.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import org.springframework.test.context.TestPropertySource;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Wire;
import dev.rapport.events.EventCursor;
import dev.rapport.kernel.NodeId;
import dev.rapport.member.Policies;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.RowRule;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Role × operation × ownership: what the policy says, asked of the running service. The
 * matrix is in {@code target/access-matrix.md}; the committed copy is renewed by
 * {@code mvn test -Dtest=AccessMatrixTests -Dharness.refresh=true}.
 */
@RapportTest
@TestPropertySource(properties = { "rapport.limits.client-burst=1000000000", "rapport.limits.tenant-burst=1000000000",
		"rapport.limits.anonymous.burst=1000000000" })
class AccessMatrixTests {

	private static final Path COMMITTED = Path.of("src/docs/access-matrix.md");

	private static final Path WRITTEN = Path.of("target/access-matrix.md");

	/** The built-in roles, and one that a tenant has defined. */
	static final List<String> ROLES = Stream.concat(Policies.roles().stream(), Stream.of(Policies.FIELD)).toList();

	private static final int AT_ONCE = 16;

	private static final Duration CERTAIN = Duration.ofSeconds(10);

	private static final Duration PATIENCE = Duration.ofMinutes(3);

	@Autowired
	Tenants tenants;

	@Autowired
	ApplicationContext context;

	@Test
	void holdsForEveryRoleOnEveryWayToEveryRecord() throws IOException {
		Staff staff = new Staff(this.tenants.found(), new Service(this.context));
		Map<Cell, Boolean> expected = new LinkedHashMap<>();
		Map<Cell, Boolean> actual = new LinkedHashMap<>();
		for (Matter.Way way : Matter.Way.values()) {
			List<Cell> cells = cells(staff, way);
			cells.forEach((cell) -> expected.put(cell, expected(staff, cell)));
			Flux.fromIterable(cells)
				.flatMapSequential((cell) -> staff.tries(cell, Boolean.TRUE.equals(expected.get(cell)))
					.map((done) -> Map.entry(cell, done)), AT_ONCE)
				.collectList()
				.block(PATIENCE)
				.forEach((entry) -> actual.put(entry.getKey(), entry.getValue()));
		}
		String matrix = Matter.document(expected);
		Files.writeString(WRITTEN, matrix);
		System.out.println("access matrix: " + expected.size() + " cells, see " + WRITTEN);
		assertThat(expected).hasSizeGreaterThanOrEqualTo(500);
		assertThat(differences(expected, actual)).as("cells in which service and policy differ").isEmpty();
		committed(matrix);
	}

	private static List<Cell> cells(Staff staff, Matter.Way way) {
		List<Cell> cells = new ArrayList<>();
		for (Matter matter : Matter.values()) {
			for (String role : ROLES) {
				for (String ownership : Staff.OWNERSHIPS) {
					Cell cell = new Cell(role, matter, ownership, way);
					boolean sensible = way != Matter.Way.CREATE || !ownership.startsWith("shared");
					if (sensible && matter.has(way) && staff.record(cell) != null) {
						cells.add(cell);
					}
				}
			}
		}
		return cells;
	}

	private static boolean expected(Staff staff, Cell cell) {
		Person who = staff.person(cell.role());
		Planted record = staff.record(cell);
		return switch (cell.way()) {
			case UPDATE -> staff.insight().changes(who, record);
			case CREATE -> Policies.write(cell.role(), record.kind()) != RowRule.NONE
					&& (cell.ownership().equals("territory") ? staff.seesCustomer(cell) : true);
			case BOARD -> staff.insight().reads(who, record) && Policies.read(cell.role(), "pipelines") == RowRule.ALL;
			default -> staff.insight().reads(who, record);
		};
	}

	private static Set<String> differences(Map<Cell, Boolean> expected, Map<Cell, Boolean> actual) {
		Set<String> differences = new LinkedHashSet<>();
		expected.forEach((cell, may) -> {
			if (!may.equals(actual.get(cell))) {
				differences.add(cell + " should be " + may);
			}
		});
		return differences;
	}

	private static void committed(String matrix) throws IOException {
		if (Boolean.getBoolean("harness.refresh")) {
			Files.createDirectories(COMMITTED.getParent());
			Files.writeString(COMMITTED, matrix);
		}
		assertThat(COMMITTED).as("renew it with: mvn test -Dtest=AccessMatrixTests -Dharness.refresh=true")
			.hasContent(matrix);
	}

	/** One question: may somebody in this role do this to a record that is so owned? */
	record Cell(String role, Matter matter, String ownership, Matter.Way way) {
	}

	/**
	 * Two teams under one, a team below, somebody of each role, and records of all
	 * owners.
	 */
	static final class Staff {

		static final List<String> OWNERSHIPS = List.of("own", "team", "team below", "other team", "shared read",
				"shared write", "territory", "unowned");

		private final Tenants.Tenant tenant;

		private final Service service;

		private final Map<String, Person> people = new LinkedHashMap<>();

		private final Map<String, Actor> actors = new LinkedHashMap<>();

		private final Map<String, Planted> records = new LinkedHashMap<>();

		private final Map<String, Set<String>> shares = new LinkedHashMap<>();

		private final Insight insight;

		private final String pipeline;

		private final Planted customer;

		private final String beginning;

		Staff(Tenants.Tenant tenant, Service service) {
			this.tenant = tenant;
			this.service = service;
			UUID region = tenant.team("Region", null);
			UUID north = tenant.team("North", region);
			UUID sub = tenant.team("Sub", north);
			UUID south = tenant.team("South", region);
			Map<String, Planted> byId = new LinkedHashMap<>();
			this.insight = new Insight(this.people, Map.of("region", Set.of("region", "north", "sub", "south"), "north",
					Set.of("north", "sub"), "sub", Set.of("sub"), "south", Set.of("south")), byId, this.shares);
			hire("mate", north, "north", "REP");
			hire("junior", sub, "sub", "REP");
			hire("stranger", south, "south", "REP");
			define(Policies.FIELD);
			ROLES.forEach((role) -> hire(role, north, "north", role));
			lookAfter();
			this.pipeline = String.valueOf(Service.at(service.ask(tenant.actor(), new Operation(
					"mutation { createPipeline(input: {name: \"Sales\"}) { pipeline { id } } }", Map.of(), Map.of())),
					"data", "createPipeline", "pipeline", "id"));
			EventCursor now = EventCursor.parse(String
				.valueOf(Service.at(service.ask(tenant.actor(), new Operation("{ eventCursor }", Map.of(), Map.of())),
						"data", "eventCursor")));
			this.beginning = new EventCursor(now.epoch(), now.tenant(), 0).toString();
			own(Matter.CUSTOMERS, "territory", "stranger");
			this.customer = record(Matter.CUSTOMERS, "territory");
			for (Matter matter : Matter.values()) {
				if (matter != Matter.CUSTOMERS) {
					own(matter, "territory", "stranger");
				}
				own(matter, "team", "mate");
				own(matter, "team below", "junior");
				own(matter, "other team", "stranger");
				own(matter, "unowned", "");
				ROLES.forEach((role) -> own(matter, role));
			}
			this.records.values().forEach((record) -> byId.put(record.id(), record));
			ROLES.forEach((role) -> this.actors.put(role, tenant.actor(person(role).member())));
		}

		private void define(String role) {
			this.tenant.tenants()
				.owner()
				.update("""
						insert into role (tenant_id, id, version, key, name, grants, fields, created_at, created_by, updated_at,
						  updated_by) values (?, ?, 1, ?, ?, ?::jsonb, '{}', now(), ?, now(), ?)
						""",
						this.tenant.id().value(), UUID.randomUUID(), role, role,
						Wire.JSON.writeValueAsString(Policies.grants(role)), this.tenant.ann(), this.tenant.ann());
		}

		/**
		 * Gives everybody the same territory; only a role with the rule makes use of it.
		 */
		private void lookAfter() {
			Object id = Service.at(
					this.service.ask(this.tenant.actor(),
							new Operation("mutation { createTerritory(input: {"
									+ "key: \"T\", name: \"T\", areas: [{country: \"" + Matter.PLACE
									+ "\"}]}) { territory { id } } }", Map.of(), Map.of())),
					"data", "createTerritory", "territory", "id");
			List<String> members = ROLES.stream().map((role) -> NodeId.encode("mem", person(role).member())).toList();
			this.service.ask(this.tenant.actor(), new Operation(
					"mutation($id: ID!, $m: [ID!]!) { assignTerritory(input: {id: $id, version: null, memberIds: $m}) {"
							+ " errors { code } } }",
					Map.of("id", String.valueOf(id), "m", members), Map.of()));
		}

		/** Nobody refers to a customer that it does not see; customers refer to none. */
		boolean seesCustomer(Cell cell) {
			return cell.matter() == Matter.CUSTOMERS || this.insight.reads(person(cell.role()), this.customer);
		}

		private String customer(Matter matter, String ownership) {
			boolean place = matter == Matter.CUSTOMERS;
			return !ownership.equals("territory") ? "" : place ? "here" : this.customer.id();
		}

		private void hire(String name, UUID team, String called, String role) {
			this.people.put(name, new Person(name, this.tenant.hire(name, team, role), called, role));
		}

		private void own(Matter matter, String role) {
			own(matter, role + " own", role);
			for (String level : List.of("READ", "WRITE")) {
				String key = role + " shared " + level.toLowerCase(java.util.Locale.ROOT);
				if (matter != Matter.ACTIVITIES) {
					own(matter, key, "stranger");
					share(record(matter, key), person(role), level);
				}
			}
		}

		private void own(Matter matter, String key, String owner) {
			String member = owner.isEmpty() ? null : NodeId.encode("mem", person(owner).member());
			String customer = customer(matter, key);
			Object answer = this.service.ask(this.tenant.actor(),
					matter.creation(member, this.pipeline, key, customer));
			Object id = matter.created(answer);
			if (id != null) {
				this.records.put(matter + key,
						new Planted(id.toString(), matter.type(), owner,
								customer.isEmpty() ? Map.of() : Map.of(matter.reference(), List.of(customer)), false,
								false, "", !customer.isEmpty() && matter != Matter.ACTIVITIES));
			}
		}

		private void share(Planted record, Person with, String level) {
			this.shares.put(record.id(), Set.of(with.name() + (level.equals("WRITE") ? "+" : "")));
			this.tenant.tenants()
				.owner()
				.update("""
						insert into share_grant (tenant_id, id, version, kind, record_id, grantee_id, level, created_at, created_by,
						  updated_at, updated_by) values (?, ?, 1, ?, ?, ?, ?, now(), ?, now(), ?)
						""",
						this.tenant.id().value(), UUID.randomUUID(), record.kind(),
						NodeId.decode(NodeId.prefixOf(record.id()), record.id()), with.member(), level,
						this.tenant.ann(), this.tenant.ann());
		}

		Insight insight() {
			return this.insight;
		}

		Person person(String name) {
			return java.util.Objects.requireNonNull(this.people.get(name), name);
		}

		private Planted record(Matter matter, String key) {
			return this.records.get(matter + key);
		}

		/** The record of a cell; null where there is no such record. */
		Planted record(Cell cell) {
			return record(cell.matter(), key(cell));
		}

		private static String key(Cell cell) {
			boolean personal = cell.ownership().equals("own") || cell.ownership().startsWith("shared");
			return personal ? cell.role() + " " + cell.ownership() : cell.ownership();
		}

		/** Records another one that is owned like this one. */
		private Operation creation(Cell cell, Planted like) {
			String owner = like.owner().isEmpty() ? null : NodeId.encode("mem", person(like.owner()).member());
			return cell.matter()
				.creation(owner, this.pipeline, cell.role() + " creates " + cell.ownership(),
						customer(cell.matter(), cell.ownership()));
		}

		/** Whether somebody gets through; who is expected to may take its time. */
		Mono<Boolean> tries(Cell cell, boolean expected) {
			Planted record = record(cell);
			Actor actor = this.actors.get(cell.role());
			Operation attempt = (cell.way() == Matter.Way.CREATE) ? creation(cell, record)
					: cell.matter().attempt(cell.way(), record.id(), key(cell), this.pipeline, this.beginning);
			Mono<String> answer = attempt.isSubscription()
					? this.service.first(actor, attempt, expected ? CERTAIN : Service.LISTENING)
					: this.service.answer(actor, attempt);
			return answer.map((text) -> cell.matter().succeeded(cell.way(), record.id(), text));
		}

	}

}
