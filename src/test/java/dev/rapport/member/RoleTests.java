package dev.rapport.member;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.tenancy.FieldRule;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.RowRule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RoleTests {

	private static final Stamp STAMP = Stamp.created(Instant.parse("2026-01-15T08:00:00Z"), new UUID(0, 1));

	private static final Role ROLE = Role
		.create(new RoleId(new UUID(0, 2)), "SCOUT", "Scout", Map.of("customers", new Grant(RowRule.TEAM, RowRule.OWN)),
				Map.of(), STAMP)
		.after();

	@Test
	void everyBuiltInRoleHasItsPolicyItsIdAndItsPlace() {
		assertThat(BuiltInRoles.BY_KEY.keySet())
			.containsExactlyInAnyOrder(List.of(BuiltInRole.values()).stream().map(Enum::name).toArray(String[]::new));
		assertThat(BuiltInRoles.BY_KEY.values()).extracting(Role::id).doesNotHaveDuplicates();
		assertThat(Role.named("REP").id()).isEqualTo(Role.named("REP").id());
		assertThat(BuiltInRoles.BY_KEY.values()).allSatisfy((role) -> {
			assertThat(role.grants().values()).allMatch((grant) -> grant.write().compareTo(grant.read()) <= 0);
			assertThat(Role.KINDS).containsAll(role.grants().keySet());
		});
	}

	@Test
	void kindsWithoutOwnersAreReachedAllOrNotAtAll() {
		assertThat(BuiltInRoles.BY_KEY.values()).allSatisfy((role) -> role.grants().forEach((kind, grant) -> {
			if (!Role.OWNED.contains(kind)) {
				assertThat(List.of(grant.read(), grant.write())).as(role.key() + " " + kind)
					.isSubsetOf(RowRule.ALL, RowRule.NONE);
			}
		}));
	}

	@Test
	void isMeasuredAgainstWhatSomebodyMayDo() {
		assertThat(ROLE.beyond(Rights.UNLIMITED)).isNull();
		assertThat(ROLE.beyond(Rights.NONE)).isEqualTo("customers");
		assertThat(ROLE.beyond(rights("REP"))).isNull();
		assertThat(ROLE.with("customers", RowRule.ALL, RowRule.TEAM).beyond(rights("REP"))).isEqualTo("customers");
		assertThat(ROLE.beyond(rights("MARKETER"))).isEqualTo("customers");
		assertThat(ROLE.with("customers", RowRule.ALL, RowRule.NONE).beyond(rights("MARKETER")))
			.isEqualTo("Customer.taxId");
		assertThat(ROLE.with("customers", RowRule.ALL, RowRule.NONE)
			.with("Customer.taxId", FieldRule.HIDDEN)
			.with("Opportunity.competitor", FieldRule.MASKED)
			.beyond(rights("MARKETER"))).isNull();
		assertThat(ROLE.beyond(rights("REP").narrowedTo(Set.of("customers:read")))).isEqualTo("customers");
		assertThat(BuiltInRoles.BY_KEY.values()).allMatch((role) -> role.beyond(rights("ADMIN")) == null);
	}

	@Test
	void isArchivedAndRestoredOnce() {
		Role archived = ROLE.archive(STAMP).after();
		assertThatExceptionOfType(Problem.Violation.class).isThrownBy(() -> archived.archive(STAMP));
		assertThatExceptionOfType(Problem.Violation.class)
			.isThrownBy(() -> archived.update("x", Map.of(), Map.of(), STAMP));
		assertThat(archived.restore(STAMP).after().version()).isEqualTo(3);
		assertThatExceptionOfType(Problem.Transition.class).isThrownBy(() -> ROLE.restore(STAMP));
	}

	@Test
	void putsItsRulesIntoThePlainFormOfTheLog() {
		assertThat(ROLE.with("Customer.taxId", FieldRule.MASKED).facts())
			.containsEntry("grants", Map.of("customers", Map.of("read", "TEAM", "write", "OWN")))
			.containsEntry("fields", Map.of("Customer.taxId", "MASKED"));
	}

	@Test
	void liftsNoRestrictionOfFieldsThatItDoesNotRead() {
		Role empty = Role.named("EMPTY").with("products", RowRule.ALL, RowRule.NONE);
		assertThat(rights(builtIn("PARTNER"), empty).field("Customer.taxId")).isEqualTo(FieldRule.HIDDEN);
		assertThat(rights(empty, builtIn("PARTNER")).field("Customer.taxId")).isEqualTo(FieldRule.HIDDEN);
		assertThat(rights(builtIn("PARTNER"), builtIn("REP")).field("Customer.taxId")).isEqualTo(FieldRule.WRITE);
		assertThat(rights(builtIn("MARKETER"), builtIn("ANALYST")).field("Customer.taxId")).isEqualTo(FieldRule.MASKED);
	}

	private static Rights rights(String role) {
		return rights(builtIn(role));
	}

	private static Rights rights(Role... roles) {
		List<String> keys = Stream.of(roles).map(Role::key).toList();
		return RightsBook.rights(new Place(new UUID(0, 1), keys, Set.of(), Set.of(), Set.of(), Set.of()),
				List.of(roles));
	}

	private static Role builtIn(String key) {
		return Objects.requireNonNull(BuiltInRoles.BY_KEY.get(key));
	}

}
