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

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.graphql.server.WebGraphQlHandler;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import org.springframework.test.context.TestPropertySource;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
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

	private static final int AT_ONCE = 16;

	private static final Duration CERTAIN = Duration.ofSeconds(10);

	private static final Duration PATIENCE = Duration.ofMinutes(3);

	@Autowired
	Tenants tenants;

	@Autowired
	ApplicationContext context;

	@Test
	void holdsForEveryRoleOnEveryWayToEveryRecord() throws IOException {
		Staff staff = new Staff(this.tenants.found(), new Service(this.context.getBean(WebGraphQlHandler.class)));
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
			for (String role : Policies.roles()) {
				for (String ownership : Staff.OWNERSHIPS) {
					Cell cell = new Cell(role, matter, ownership, way);
					if (matter.has(way) && staff.record(cell) != null) {
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
				"shared write", "unowned");

		private final Tenants.Tenant tenant;

		private final Service service;

		private final Map<String, Person> people = new LinkedHashMap<>();

		private final Map<String, Actor> actors = new LinkedHashMap<>();

		private final Map<String, Planted> records = new LinkedHashMap<>();

		private final Map<String, Set<String>> shares = new LinkedHashMap<>();

		private final Insight insight;

		private final String pipeline;

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
			Policies.roles().forEach((role) -> hire(role, north, "north", role));
			this.pipeline = String.valueOf(Service.at(service.ask(tenant.actor(), new Operation(
					"mutation { createPipeline(input: {name: \"Sales\"}) { pipeline { id } } }", Map.of(), Map.of())),
					"data", "createPipeline", "pipeline", "id"));
			EventCursor now = EventCursor.parse(String
				.valueOf(Service.at(service.ask(tenant.actor(), new Operation("{ eventCursor }", Map.of(), Map.of())),
						"data", "eventCursor")));
			this.beginning = new EventCursor(now.epoch(), now.tenant(), 0).toString();
			for (Matter matter : Matter.values()) {
				own(matter, "team", "mate");
				own(matter, "team below", "junior");
				own(matter, "other team", "stranger");
				own(matter, "unowned", "");
				Policies.roles().forEach((role) -> own(matter, role));
			}
			this.records.values().forEach((record) -> byId.put(record.id(), record));
			Policies.roles().forEach((role) -> this.actors.put(role, tenant.actor(person(role).member())));
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
			Object answer = this.service.ask(this.tenant.actor(), matter.creation(member, this.pipeline, key));
			Object id = matter.created(answer);
			if (id != null) {
				this.records.put(matter + key,
						new Planted(id.toString(), matter.type(), owner, Map.of(), false, false, ""));
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

		/** Whether somebody gets through; who is expected to may take its time. */
		Mono<Boolean> tries(Cell cell, boolean expected) {
			Planted record = record(cell);
			Actor actor = this.actors.get(cell.role());
			Operation attempt = cell.matter()
				.attempt(cell.way(), record.id(), key(cell), this.pipeline, this.beginning);
			Mono<String> answer = attempt.isSubscription()
					? this.service.first(actor, attempt, expected ? CERTAIN : Service.LISTENING)
					: this.service.answer(actor, attempt);
			return answer.map((text) -> cell.matter().succeeded(cell.way(), record.id(), text));
		}

	}

}
