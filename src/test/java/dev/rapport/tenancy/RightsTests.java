package dev.rapport.tenancy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RightsTests {

	private static final Sight OWN = new Sight(RowRule.OWN, Set.of(new UUID(0, 1)));

	private static final Rights REP = new Rights(false, Set.of("REP"),
			Set.of("customers:read", "customers:write", "tickets:read"),
			Map.of("customers", Sight.ALL, "tickets", Sight.ALL), Map.of("customers", OWN),
			Map.of("Customer.taxId", FieldRule.READ), List.of(new UUID(0, 1)));

	@Test
	void aCredentialOnlyTakesAway() {
		Rights narrow = REP.narrowedTo(Set.of("customers:read", "members:write"));
		assertThat(narrow.scopes()).containsExactly("customers:read");
		assertThat(narrow.reads("customers")).isEqualTo(Sight.ALL);
		assertThat(narrow.changes("customers")).isEqualTo(Sight.NONE);
		assertThat(narrow.reads("tickets")).isEqualTo(Sight.NONE);
		assertThat(narrow.may("members:write")).isFalse();
		assertThat(narrow.field("Customer.taxId")).isEqualTo(FieldRule.READ);
		assertThat(narrow.grantees()).isEqualTo(REP.grantees());
	}

	@Test
	void whatCannotBeReadCannotBeChanged() {
		Rights box = REP.narrowedTo(Set.of("customers:write"));
		assertThat(box.changes("customers")).isEqualTo(Sight.NONE);
		assertThat(box.may("customers:write")).isTrue();
	}

	@Test
	void limitsAddUpAndAreInherited() {
		Rights narrow = REP.narrowedTo(Set.of("customers:read", "tickets:read")).narrowedTo(Set.of("tickets:read"));
		assertThat(narrow.limit()).containsExactly("tickets:read");
		assertThat(REP.limitedLike(narrow)).isEqualTo(narrow);
		assertThat(REP.limitedLike(REP)).isEqualTo(REP);
		assertThat(narrow.reading("customers", OWN).limit()).isEqualTo(narrow.limit());
	}

	@Test
	void evenTheServiceItselfIsLimited() {
		Rights narrow = Rights.UNLIMITED.narrowedTo(Set.of("customers:read", "customers:write", "tickets:read"));
		assertThat(narrow.unlimited()).isFalse();
		assertThat(narrow.changes("customers")).isEqualTo(Sight.ALL);
		assertThat(narrow.reads("tickets")).isEqualTo(Sight.ALL);
		assertThat(narrow.changes("tickets")).isEqualTo(Sight.NONE);
		assertThat(narrow.reads("members")).isEqualTo(Sight.NONE);
	}

	@Test
	void noScopesMeanNoRights() {
		Rights none = REP.narrowedTo(Set.of());
		assertThat(none.scopes()).isEmpty();
		assertThat(none.reads()).isEmpty();
		assertThat(none.changes()).isEmpty();
	}

	@Test
	void territoriesIncludeNoTeams() {
		assertThat(RowRule.TERRITORY.includes(RowRule.OWN)).isTrue();
		assertThat(RowRule.TERRITORY.includes(RowRule.SHARED)).isTrue();
		assertThat(RowRule.TERRITORY.includes(RowRule.TEAM)).isFalse();
		assertThat(RowRule.TEAM_AND_BELOW.includes(RowRule.TERRITORY)).isFalse();
		assertThat(RowRule.ALL.includes(RowRule.TERRITORY)).isTrue();
		for (RowRule rule : RowRule.values()) {
			assertThat(rule.includes(rule)).isTrue();
			assertThat(rule.includes(RowRule.NONE)).isTrue();
		}
	}

	@Test
	void sightsAddUp() {
		UUID me = new UUID(0, 1);
		UUID mate = new UUID(0, 2);
		Sight team = new Sight(RowRule.TEAM, Set.of(me, mate));
		Sight territory = new Sight(RowRule.TERRITORY, Set.of(me), Set.of("DE"));
		assertThat(team.or(territory)).isEqualTo(territory.or(team))
			.isEqualTo(new Sight(RowRule.TEAM, Set.of(me, mate), Set.of("DE")));
		assertThat(territory.or(new Sight(RowRule.OWN, Set.of(me)))).isEqualTo(territory);
		assertThat(territory.or(Sight.NONE)).isEqualTo(territory);
		assertThat(territory.or(Sight.ALL)).isEqualTo(Sight.ALL);
		assertThat(territory.withoutTerritories()).isEqualTo(new Sight(RowRule.OWN, Set.of(me)));
		assertThat(team.ofTerritories()).isEqualTo(Sight.NONE);
		assertThat(territory.ofTerritories().covers(me)).isFalse();
	}

}
