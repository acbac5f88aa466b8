package dev.rapport.customer;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.persistence.Ids;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CustomerTests {

	private static final UUID ANN = UUID.randomUUID();

	private static final UUID BO = UUID.randomUUID();

	private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

	private final Stamp stamp = Stamp.created(NOON, ANN);

	private final Customer customer = customer(CustomerStatus.PROSPECT);

	@Test
	void beginsAtVersionOne() {
		assertThat(this.customer.version()).isOne();
		assertThat(this.customer.archivedAt()).isNull();
		assertThat(this.customer.customers()).containsExactly(this.customer.id());
	}

	@Test
	void growsByOneVersionWithEachEvent() {
		Stamp later = this.stamp.updated(NOON.plusSeconds(1), BO);
		CustomerEvent.Updated updated = this.customer.update(profile("name", "New"), later);
		assertThat(updated.before()).isEqualTo(this.customer);
		assertThat(updated.after().version()).isEqualTo(2);
		assertThat(updated.after().name()).isEqualTo("New");
		assertThat(updated.type()).isEqualTo("CustomerUpdated");
		assertThat(updated.changedFields()).containsExactly("name", "updatedAt");
		CustomerEvent.Archived archived = updated.after().archive(later);
		assertThat(archived.after().version()).isEqualTo(3);
		assertThat(archived.after().restore(later).after().version()).isEqualTo(4);
	}

	@Test
	void neverRunsBackInTime() {
		Stamp earlier = this.stamp.updated(NOON.minusSeconds(60), BO);
		assertThat(this.customer.archive(earlier).after().updatedAt()).isEqualTo(NOON);
	}

	@Test
	void acceptsTheVersionThatItIsAtOrNone() {
		assertThat(this.customer.expecting(1)).isSameAs(this.customer);
		assertThat(this.customer.expecting(null)).isSameAs(this.customer);
		assertThatExceptionOfType(Problem.Conflict.class).isThrownBy(() -> this.customer.expecting(2))
			.satisfies((problem) -> assertThat(problem.current()).isEqualTo(this.customer));
	}

	@ParameterizedTest
	@CsvSource({ "PROSPECT, CURRENT", "CURRENT, FORMER", "FORMER, CURRENT" })
	void followsTheLifeCycle(CustomerStatus from, CustomerStatus to) {
		CustomerEvent.StatusChanged changed = customer(from).changeStatus(to, " says Ann ", this.stamp);
		assertThat(changed.after().status()).isEqualTo(to);
		assertThat(changed.after().statusReason()).isEqualTo("says Ann");
	}

	@ParameterizedTest
	@CsvSource({ "PROSPECT, PROSPECT, CURRENT", "PROSPECT, FORMER, CURRENT", "CURRENT, CURRENT, FORMER",
			"CURRENT, PROSPECT, FORMER", "FORMER, FORMER, CURRENT", "FORMER, PROSPECT, CURRENT" })
	void refusesAnyOtherStep(CustomerStatus from, CustomerStatus to, String allowed) {
		assertThatExceptionOfType(Problem.Transition.class)
			.isThrownBy(() -> customer(from).changeStatus(to, "because", this.stamp))
			.satisfies((problem) -> assertThat(problem.from()).isEqualTo(from.name()))
			.satisfies((problem) -> assertThat(problem.allowed()).containsExactly(allowed));
	}

	@Test
	void wantsAReasonForAStatus() {
		violates(() -> this.customer.changeStatus(CustomerStatus.CURRENT, " ", this.stamp), ErrorCode.REQUIRED);
	}

	@ParameterizedTest
	@EnumSource
	void refusesEverythingButRestoringOnceArchived(CustomerStatus status) {
		Customer archived = customer(status).archive(this.stamp).after();
		CustomerStatus next = status.next().getFirst();
		violates(() -> archived.update(archived.profile(), this.stamp), ErrorCode.ARCHIVED);
		violates(() -> archived.changeStatus(next, "because", this.stamp), ErrorCode.ARCHIVED);
		violates(() -> archived.archive(this.stamp), ErrorCode.ARCHIVED);
		assertThat(archived.restore(this.stamp).after().archivedAt()).isNull();
	}

	@Test
	void restoresOnlyWhatIsArchived() {
		assertThatExceptionOfType(Problem.Transition.class).isThrownBy(() -> this.customer.restore(this.stamp));
	}

	@Test
	void neverBelongsToItself() {
		Profile own = profile("parentId", this.customer.id().text());
		violates(() -> this.customer.update(own, this.stamp), ErrorCode.CYCLE);
	}

	@Test
	void namesItsFactsAsItsFilters() {
		assertThat(this.customer.facts()).containsKeys("id", "number", "name", "kind", "status", "industry", "ownerId",
				"parentId", "employees", "createdAt", "updatedAt");
	}

	private Customer customer(CustomerStatus status) {
		return Customer
			.create(new CustomerId(Ids.next()), "C-000001", CustomerKind.ORGANIZATION, status,
					profile("tags", List.of()), this.stamp)
			.after();
	}

	private static Profile profile(String field, Object value) {
		return Profile.read(new Input(Map.of("name", "Old"), "input"), null)
			.patched(new Input(Map.of(field, value), "input"));
	}

	private static void violates(Runnable verb, ErrorCode code) {
		assertThatExceptionOfType(Problem.Violation.class).isThrownBy(verb::run)
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(code));
	}

}
