package dev.rapport.member;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import dev.rapport.RapportTest;
import dev.rapport.tenancy.FieldRule;
import dev.rapport.tenancy.RestrictableFields;

import static org.assertj.core.api.Assertions.assertThat;

@RapportTest
class BuiltInRolesTests {

	@Autowired
	RestrictableFields fields;

	@Test
	void restrictOnlyFieldsThatCanBeRestricted() {
		assertThat(BuiltInRoles.BY_KEY.values()).allSatisfy((role) -> role.fields()
			.forEach((coordinate, rule) -> assertThat(this.fields.admits(coordinate, rule))
				.as("%s %s %s", role.key(), coordinate, rule)
				.isTrue()));
	}

	@Test
	void knowsWhatCannotBeRestricted() {
		assertThat(this.fields.admits("Customer.taxId", FieldRule.HIDDEN)).isTrue();
		assertThat(this.fields.admits("Customer.tags", FieldRule.HIDDEN)).isTrue();
		assertThat(this.fields.admits("Opportunity.amount", FieldRule.MASKED)).isTrue();
		assertThat(this.fields.admits("ContactPoint.value", FieldRule.MASKED)).isTrue();
		assertThat(this.fields.admits("Customer.name", FieldRule.READ)).isTrue();
		// not nullable
		assertThat(this.fields.admits("ContactPoint.value", FieldRule.HIDDEN)).isFalse();
		assertThat(this.fields.admits("Opportunity.probability", FieldRule.MASKED)).isFalse();
		// found by, and shown, in searches
		assertThat(this.fields.admits("Customer.name", FieldRule.MASKED)).isFalse();
		// shown by the place on the timeline
		assertThat(this.fields.admits("Activity.plannedAt", FieldRule.HIDDEN)).isFalse();
		assertThat(this.fields.admits("Customer.nothing", FieldRule.READ)).isFalse();
		assertThat(this.fields.admits("Query.customer", FieldRule.READ)).isFalse();
	}

}
