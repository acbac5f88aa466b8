package dev.rapport.member;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MemberTests {

	private static final Instant NOW = Instant.parse("2026-11-22T08:30:00Z");

	private static final UUID BOSS = UUID.randomUUID();

	private final TeamId team = new TeamId(UUID.randomUUID());

	private final Member member = Member
		.create(new MemberId(UUID.randomUUID()),
				new MemberProfile("Li 李", "li@example.com", "Sales", "zh-CN", this.team), "li", List.of("REP"), true,
				Stamp.created(NOW, BOSS))
		.after();

	@Test
	void beginsAtVersionOneAndJoinsItsTeam() {
		MemberEvent created = new MemberEvent.Created(this.member);
		assertThat(created.type()).isEqualTo("MemberCreated");
		assertThat(created.after().version()).isOne();
		assertThat(created.joined()).containsExactly(this.team);
	}

	@Test
	void keepsWhatIsNotSentAndClearsNull() {
		Map<String, Object> values = new HashMap<>();
		values.put("email", null);
		values.put("title", "Lead");
		MemberEvent.Updated updated = this.member.update(this.member.profile().patched(new Input(values, "input")),
				later());
		assertThat(updated.after().profile()).isEqualTo(new MemberProfile("Li 李", null, "Lead", "zh-CN", this.team));
		assertThat(updated.changedFields()).containsExactly("email", "title", "updatedAt");
		assertThat(updated.joined()).isEmpty();
		assertThat(updated.after().version()).isEqualTo(2);
	}

	@Test
	void refusesToClearNameAndLocale() {
		for (String field : new String[] { "name", "locale" }) {
			Map<String, Object> values = new HashMap<>();
			values.put(field, null);
			assertThatExceptionOfType(Problem.Violation.class)
				.isThrownBy(() -> this.member.profile().patched(new Input(values, "input")))
				.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ErrorCode.REQUIRED))
				.satisfies((problem) -> assertThat(problem.path()).containsExactly("input", field));
		}
	}

	@Test
	void joinsWhenTheTeamIsAnother() {
		TeamId other = new TeamId(UUID.randomUUID());
		MemberEvent.Updated moved = this.member.update(new MemberProfile("Li 李", null, null, "zh-CN", other), later());
		assertThat(moved.joined()).containsExactly(other);
		MemberEvent.Updated left = this.member.update(new MemberProfile("Li 李", null, null, "zh-CN", null), later());
		assertThat(left.joined()).isEmpty();
	}

	@Test
	void deactivatesAndReactivates() {
		MemberEvent.Deactivated deactivated = this.member.deactivate(later());
		assertThat(deactivated.after().active()).isFalse();
		assertThat(deactivated.type()).isEqualTo("MemberDeactivated");
		MemberEvent.Reactivated reactivated = deactivated.after().reactivate(later());
		assertThat(reactivated.after().active()).isTrue();
		assertThat(reactivated.after().version()).isEqualTo(3);
	}

	@Test
	void refusesToDeactivateOneself() {
		Stamp own = this.member.stamp().updated(NOW, this.member.id().value());
		assertThatExceptionOfType(Problem.Forbidden.class).isThrownBy(() -> this.member.deactivate(own));
	}

	@Test
	void refusesToDeactivateTwiceAndToReactivateAnActiveMember() {
		Member inactive = this.member.deactivate(later()).after();
		assertThatExceptionOfType(Problem.Transition.class).isThrownBy(() -> inactive.deactivate(later()))
			.satisfies((problem) -> assertThat(problem.allowed()).containsExactly("ACTIVE"));
		assertThatExceptionOfType(Problem.Transition.class).isThrownBy(() -> this.member.reactivate(later()))
			.satisfies((problem) -> assertThat(problem.allowed()).containsExactly("INACTIVE"));
	}

	@Test
	void refusesAnotherVersion() {
		assertThatExceptionOfType(Problem.Conflict.class).isThrownBy(() -> this.member.expecting(2))
			.satisfies((problem) -> assertThat(problem.current()).isEqualTo(this.member));
		assertThat(this.member.expecting(null).expecting(1)).isSameAs(this.member);
	}

	@Test
	void keepsTheSubjectOutOfTheFacts() {
		assertThat(this.member.facts()).doesNotContainKey("subject").containsEntry("active", true);
	}

	private Stamp later() {
		return this.member.stamp().updated(NOW.plusSeconds(1), BOSS);
	}

}
