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

}
