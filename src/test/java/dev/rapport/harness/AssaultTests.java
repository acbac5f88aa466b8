package dev.rapport.harness;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import dev.rapport.Tenants;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an assault takes for a difference: what stays, and not what somebody has just
 * changed.
 */
@Harness
class AssaultTests {

	private static final long SEED = Long.getLong("harness.seed", System.nanoTime());

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final String PLACE = "subscription.opportunityChanged(filter.not.name.startsWith)";

	@Autowired
	Tenants tenants;

	@Autowired
	ApplicationContext context;

	private World world;

	@BeforeEach
	void fill() {
		this.world = World.shared(this.tenants, this.context, SEED);
	}

	/**
	 * What was answered before the change is shared with equal subscriptions for a while.
	 */
	@Test
	void looksPastWhatEqualSubscriptionsShare() {
		Attack attack = attack("cnry-A", "absent");
		Ledger before = ledger();
		assertThat(this.world.service.answer(attack.attacker().actor(), attack.hostile()).block(PATIENCE))
			.contains("\"__typename\":\"Opportunity\"");
		this.tenants.owner()
			.update("update opportunity set next_step = 'changed' where tenant_id = ?", this.world.b.id().value());
		assertThat(new Assault(this.world).on(List.of(attack), before, PATIENCE).failures()).isEmpty();
	}

	@Test
	void findsWhatStaysDifferent() {
		Findings findings = new Assault(this.world).on(List.of(attack("cnry-B", "absent")), ledger(), PATIENCE);
		assertThat(findings.of("FAILED DIFFERENT")).isEqualTo(1);
	}

	/** The twin's deals by the beginning of their names. */
	private Attack attack(String foreign, String absent) {
		Attacks attacks = new Attacks(this.world, SEED);
		Slot slot = attacks.slots().stream().filter((it) -> it.coordinate().equals(PLACE)).findFirst().orElseThrow();
		return attacks.pair(slot, this.world.attackers.getFirst(), foreign, absent);
	}

	private Ledger ledger() {
		return Ledger.of(this.tenants.owner(), this.world.a.id().value());
	}

}
