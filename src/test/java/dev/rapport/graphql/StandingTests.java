package dev.rapport.graphql;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.rapport.tenancy.FieldRule;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.RowRule;
import dev.rapport.tenancy.Sight;

import static org.assertj.core.api.Assertions.assertThat;

class StandingTests {

	private static final UUID ME = new UUID(0, 1);

	private static final UUID TEAM = new UUID(0, 2);

	private static final Standing THEN = standing(Set.of("customers:read"), RowRule.TEAM, Map.of(), List.of(ME, TEAM));

	@Test
	void coversWhatItWas() {
		assertThat(THEN.covers(THEN)).isTrue();
		assertThat(Standing.parse(THEN.text())).isEqualTo(THEN);
	}

	@Test
	void coversLessThanItIs() {
		assertThat(standing(Set.of("customers:read", "contacts:read"), RowRule.ALL, Map.of(), List.of(ME, TEAM))
			.covers(THEN)).isTrue();
		assertThat(Standing.of(Rights.UNLIMITED, Set.of()).covers(THEN)).isTrue();
	}

	@Test
	void noticesEachThingThatIsGone() {
		assertThat(standing(Set.of(), RowRule.TEAM, Map.of(), List.of(ME, TEAM)).covers(THEN)).isFalse();
		assertThat(standing(THEN.scopes(), RowRule.OWN, Map.of(), List.of(ME, TEAM)).covers(THEN)).isFalse();
		assertThat(standing(THEN.scopes(), RowRule.TEAM, Map.of("Customer.taxId", FieldRule.MASKED), List.of(ME, TEAM))
			.covers(THEN)).isFalse();
		assertThat(standing(THEN.scopes(), RowRule.TEAM, Map.of(), List.of(ME)).covers(THEN)).isFalse();
		assertThat(THEN.covers(Standing.of(Rights.UNLIMITED, Set.of()))).isFalse();
		assertThat(Standing.of(rights(THEN.scopes(), RowRule.TEAM, Map.of(), List.of(ME, TEAM)), Set.of("cus_1"))
			.covers(THEN)).isFalse();
	}

	private static Standing standing(Set<String> scopes, RowRule rule, Map<String, FieldRule> fields,
			List<UUID> grantees) {
		return Standing.of(rights(scopes, rule, fields, grantees), Set.of());
	}

	private static Rights rights(Set<String> scopes, RowRule rule, Map<String, FieldRule> fields, List<UUID> grantees) {
		return new Rights(false, Set.of("REP"), scopes, Map.of("customers", new Sight(rule, Set.of(ME))), Map.of(),
				fields, grantees);
	}

}
