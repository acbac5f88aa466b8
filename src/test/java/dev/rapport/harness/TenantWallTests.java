package dev.rapport.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import dev.rapport.Rewriting;
import dev.rapport.Tenants;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The two-tenant differential harness. {@code -Dharness.operations=100000} makes it
 * longer, {@code -Dharness.seed=…} repeats a run.
 */
@Harness
class TenantWallTests {

	private static final int OPERATIONS = Integer.getInteger("harness.operations", 10_000);

	private final long seed = Long.getLong("harness.seed", System.nanoTime());

	/** The part of them that the second wall has to stand alone. */
	private static final int SECOND = 6;

	private static final int LOT = 10_000;

	/** In place of subscriptions that are left out. */
	private static final int FURTHER = 1_500;

	/** Of the subscriptions, one in so many. */
	private static final int RARELY = 4;

	private static final Duration PATIENCE = Duration.ofMinutes(20);

	@Autowired
	Tenants tenants;

	@Autowired
	ApplicationContext context;

	private World world;

	private LogWatch log;

	@BeforeEach
	void fill() {
		this.world = World.shared(this.tenants, this.context, this.seed);
		this.log = LogWatch.over(this.world.marks);
	}

	@AfterEach
	void readLog() {
		this.log.close();
		System.out.println("log: " + this.log.lines() + " lines read");
		assertThat(this.log.found()).as("what the log tells").isEmpty();
	}

	@Test
	void showsNothingOfAnotherTenantNorOfWhatSomebodyMayNotSee() {
		assertThat(this.world.planter.refused()).as("mutations that could create nothing")
			.isSubsetOf("createApiKey", "createRole");
		Attacks attacks = new Attacks(this.world, this.seed);
		Assault assault = assault(attacks, OPERATIONS);
		report("tenant wall", attacks, assault.findings());
		assertThat(assault.findings().failures()).isEmpty();
		assertThat(assault.findings().of("hostile operations")).isGreaterThanOrEqualTo(OPERATIONS);
		assertThat(unreached(attacks)).as("fields that no selection reached").isEmpty();
	}

	/**
	 * What is passed over in silence must not look like a change either: the time of such
	 * a change would tell two ids apart.
	 */
	@Test
	void changesNothingForAnIdThatDoesNotExist() {
		Attacks attacks = new Attacks(this.world, this.seed);
		Attacker outsider = this.world.attackers.getFirst();
		UUID own = this.world.b.id().value();
		Set<String> changed = new TreeSet<>();
		Ledger before = Ledger.of(this.tenants.owner(), own);
		for (Slot slot : attacks.slots()) {
			if (slot.kind() == Slot.Kind.ID && slot.root().operation().equals("mutation")) {
				Attack attack = attacks.at(slot, outsider);
				this.world.service.ask(outsider.actor(), attack.absent());
				Ledger after = Ledger.of(this.tenants.owner(), own);
				if (!before.against(after).isEmpty()) {
					changed.add(slot.coordinate() + ": " + before.changed(after));
				}
				before = after;
			}
		}
		assertThat(changed).isEmpty();
	}

	@Test
	void standsOnTheSecondWallAloneWhereStatementsForgetTheTenant() {
		try (Rewriting.Restored _ = Rewriting.by(Mutation::withoutTenant)) {
			Attacks attacks = new Attacks(this.world, this.seed + 1);
			Assault assault = assault(attacks, OPERATIONS / SECOND);
			report("second wall alone", attacks, assault.findings());
			assertThat(assault.findings().failures()).isEmpty();
		}
	}

	@Test
	void tellsSubscribersNothingOfWhatTheyMayNotSee() throws Exception {
		this.world = new World(this.tenants, this.context, this.seed + 2);
		this.log.close();
		this.log = LogWatch.over(this.world.marks);
		Attacks attacks = new Attacks(this.world, this.seed + 2);
		Assault assault = new Assault(this.world);
		List<Attack> following = this.world.attackers.stream()
			.flatMap((attacker) -> attacks.following(attacker).stream())
			.toList();
		List<Attack> work = attacks.trespassing(this.world.vera());
		Audience audience = new Audience(this.world, assault, following);
		audience.listen();
		work.forEach((change) -> this.world.service.ask(change.attacker().actor(), change.hostile()));
		audience.leave();
		System.out.println("live: %d subscriptions, %d changes, %d messages%n  %s".formatted(following.size(),
				work.size(), audience.messages(), assault.findings().summary()));
		assertThat(assault.findings().failures()).isEmpty();
		assertThat(audience.messages()).as("messages").isPositive();
	}

	private Assault assault(Attacks attacks, int count) {
		Assault assault = new Assault(this.world);
		Ledger before = Ledger.of(this.tenants.owner(), this.world.a.id().value());
		for (int left = count; left > 0 && assault.findings().clean(); left -= LOT) {
			assault.on(lot(attacks, Math.min(LOT, left)), before, PATIENCE);
		}
		return assault;
	}

	/** Subscriptions take long: where time is short, chance picks a few. */
	private List<Attack> lot(Attacks attacks, int count) {
		Random random = new Random(this.seed);
		List<Attack> lot = new ArrayList<>(attacks.some(count + FURTHER));
		lot.removeIf((attack) -> attack.hostile().isSubscription() && OPERATIONS <= LOT && random.nextInt(RARELY) != 0);
		if (count < LOT) {
			Collections.shuffle(lot, random);
		}
		return lot.subList(0, count);
	}

	/**
	 * Fields of records that no selection touched, those of answers to mutations
	 * included.
	 */
	private Set<String> unreached(Attacks attacks) {
		Set<String> all = new TreeSet<>();
		this.world.shape.schema()
			.getAllTypesAsList()
			.stream()
			.filter((type) -> type instanceof graphql.schema.GraphQLObjectType && !type.getName().startsWith("__"))
			.map((type) -> (graphql.schema.GraphQLObjectType) type)
			.filter((type) -> this.world.shape.isNode(type))
			.forEach((type) -> type.getFieldDefinitions()
				.stream()
				.filter((field) -> field.getArguments().stream().noneMatch(Shape::isRequired))
				.forEach((field) -> all.add(type.getName() + "." + field.getName())));
		all.removeAll(attacks.reached());
		return all;
	}

	private void report(String title, Attacks attacks, Findings findings) {
		List<String> lines = List.of(
				"%s: seed %d, %d places, %d coordinates, %d attackers".formatted(title, this.seed,
						attacks.slots().size(), attacks.reached().size(), this.world.attackers.size()),
				findings.summary());
		System.out.println(lines.stream().collect(Collectors.joining("\n  ", "", "")));
	}

}
