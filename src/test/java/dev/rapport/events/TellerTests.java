package dev.rapport.events;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Mono;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.persistence.Ids;
import dev.rapport.kernel.Problem;
import dev.rapport.persistence.Condition;
import dev.rapport.persistence.RowGuard;
import dev.rapport.persistence.Visibility;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.Directory;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.RowRule;
import dev.rapport.tenancy.Sight;
import dev.rapport.tenancy.SignIn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is told at once is what would have been told after asking. */
@RapportTest
final class TellerTests {

	private static final String KIND = "opportunities";

	private static final Condition NAMED = Condition.equal("name", "o.name", "Ore");

	private static final UUID COLLEAGUE = new UUID(7, 1);

	@Autowired
	Tenants tenants;

	@Autowired
	Visibility visibility;

	@Autowired
	Collection<RowGuard> guards;

	private Tenant tenant;

	@BeforeEach
	void setUp() {
		this.tenant = this.tenants.found();
	}

	@Test
	void tellsWhatAskingWouldTell() {
		int told = 0;
		for (Sight sight : sights()) {
			for (Following following : followings()) {
				for (StoredEvent event : events()) {
					told += compare(rights(sight), following, event) ? 1 : 0;
				}
			}
		}
		assertThat(told).as("told at once").isGreaterThan(700);
	}

	@Test
	void tellsWhoeverSeesAllEverythingAtOnce() {
		Rights all = rights(Sight.ALL);
		for (StoredEvent event : events()) {
			assertThat(compare(all, following(Condition.ALWAYS), event)).isTrue();
			assertThat(compare(all, following(NAMED), event)).isTrue();
		}
	}

	/** Nothing is known before somebody has asked, nor by what nobody may compare. */
	@Test
	void leavesOpenWhatHasToBeAsked() {
		StoredEvent event = events().getFirst();
		Actor actor = actor(rights(Sight.ALL));
		assertThat(audience(actor.rights()).teller(following(Condition.ALWAYS), actor).tell(positioned(event)).isOpen())
			.isTrue();
		Condition ofCustomer = Condition.equal("customerId", "o.customer_id", new UUID(8, 8));
		assertThat(compare(actor.rights(), following(ofCustomer), event)).isFalse();
	}

	/** Whether it was told at once. */
	private boolean compare(Rights rights, Following following, StoredEvent event) {
		Audience audience = audience(rights);
		Actor actor = actor(rights);
		List<EventStream.Positioned> followed = following.mayConcern(event) ? List.of(positioned(event)) : List.of();
		Mono<List<Change>> asking = audience.relate(followed, following).contextWrite(Actors.with(actor));
		Audience.Teller teller = audience.teller(following, actor);
		try {
			List<Change> asked = Objects
				.requireNonNull(audience.caller(following).contextWrite(Actors.with(actor)).then(asking).block());
			Audience.Verdict verdict = teller.tell(positioned(event));
			if (!verdict.isOpen()) {
				assertThat((verdict.change() == null) ? List.of() : List.of(verdict.change()))
					.as("%s to %s following %s", event, rights.reads(), following)
					.isEqualTo(asked);
			}
			return !verdict.isOpen();
		}
		catch (Problem.Refused refused) {
			boolean concerns = following.mayConcern(event) && !matchesNothing(following, event);
			if (concerns) {
				assertThatThrownBy(() -> teller.tell(positioned(event))).isInstanceOf(Problem.Refused.class)
					.hasMessage(refused.getMessage());
			}
			return concerns;
		}
	}

	private static boolean matchesNothing(Following following, StoredEvent event) {
		return event.readable() && !following.filter().matches(event.facts())
				&& (event.first() || !following.filter().matches(event.factsBefore()));
	}

	private Audience audience(Rights rights) {
		CurrentRights current = new CurrentRights(new Having(rights), Duration.ofSeconds(20));
		return new Audience(current, this.visibility, new Veil(current, this.visibility, this.guards), this.guards);
	}

	private Actor actor(Rights rights) {
		return new Actor(this.tenant.id(), Actor.Kind.USER, this.tenant.ann(), "test", "test", rights);
	}

	private List<Sight> sights() {
		UUID me = this.tenant.ann();
		return List.of(Sight.NONE, Sight.ALL, new Sight(RowRule.SHARED, Set.of()), new Sight(RowRule.OWN, Set.of(me)),
				new Sight(RowRule.TEAM, Set.of(me, COLLEAGUE)),
				new Sight(RowRule.TERRITORY, Set.of(me), Set.of("north")));
	}

	private static Rights rights(Sight sight) {
		return new Rights(false, Set.of(), Set.of("opportunities:read"), Map.of(KIND, sight, "customers", Sight.ALL),
				Map.of(), Map.of(), List.of());
	}

	private static List<Following> followings() {
		return List.of(following(Condition.ALWAYS), following(NAMED),
				new Following(Map.of("Opportunity", ""), false, Condition.ALWAYS),
				new Following(Map.of("Opportunity", ""), true, Condition.ALWAYS),
				new Following(Map.of("Opportunity", KIND, "Customer", "customers"), null, Condition.ALWAYS),
				new Following(Map.of("Customer", ""), null, Condition.ALWAYS));
	}

	private static Following following(Condition filter) {
		return new Following(Map.of("Opportunity", ""), null, filter);
	}

	private List<StoredEvent> events() {
		List<StoredEvent> events = new ArrayList<>();
		List<@Nullable String> owners = new ArrayList<>(
				List.of(this.tenant.ann().toString(), COLLEAGUE.toString(), new UUID(7, 2).toString(), "no id"));
		owners.add(null);
		for (String owner : owners) {
			events.add(event(1, Map.of(), facts("Ore", owner)));
			events.add(event(1, Map.of(), facts("Coal", owner)));
			for (String before : owners) {
				events.add(event(2, facts("Coal", before), facts("Ore", owner)));
				events.add(event(3, facts("Ore", before), facts("Coal", owner)));
			}
		}
		events.add(event(2, Map.of(), Map.of()));
		return events;
	}

	private static Map<String, @Nullable Object> facts(String name, @Nullable String owner) {
		Map<String, @Nullable Object> facts = new HashMap<>(Map.of("name", name));
		facts.put("ownerId", owner);
		return facts;
	}

	private StoredEvent event(int version, Map<String, @Nullable Object> overwritten,
			Map<String, @Nullable Object> facts) {
		return new StoredEvent(this.tenant.id(), 1, Ids.next(), "Opportunity", new UUID(9, 9), version,
				"OpportunityUpdated", List.of("name"), overwritten, facts, false, Actor.Kind.USER, COLLEAGUE,
				Instant.EPOCH, null);
	}

	private EventStream.Positioned positioned(StoredEvent event) {
		return new EventStream.Positioned(new EventCursor(new UUID(1, 1), this.tenant.id(), event.position()), event);
	}

	/** Gives everybody the same rights. */
	private record Having(Rights rights) implements Directory {

		@Override
		public Mono<Actor> find(SignIn signIn) {
			return Mono.empty();
		}

		@Override
		public Mono<Actor> current(Actor actor) {
			return Mono.just(actor.with(this.rights));
		}

	}

}
