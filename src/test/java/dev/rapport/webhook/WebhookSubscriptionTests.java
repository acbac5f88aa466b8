package dev.rapport.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.member.MemberId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class WebhookSubscriptionTests {

	private static final UUID ANN = new UUID(0, 1);

	private static final UUID BO = new UUID(0, 2);

	private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

	private static final Stamp STAMP = Stamp.created(NOW, ANN);

	private static final Wanted WANTED = new Wanted(List.of("Customer"), List.of(), List.of(), List.of("name"), null,
			Map.of());

	private final WebhookSubscription active = WebhookSubscription
		.create(new WebhookSubscriptionId(new UUID(0, 3)), "https://a.example.com", WANTED, new MemberId(ANN), null,
				STAMP)
		.after();

	@Test
	void beginsActive() {
		assertThat(this.active.version()).isEqualTo(1);
		assertThat(this.active.status()).isEqualTo(WebhookStatus.ACTIVE);
		assertThat(this.active.reason()).isNull();
	}

	@Test
	void isPausedAndResumed() {
		WebhookSubscription paused = this.active.pause(WebhookReason.OWNER_INACTIVE, STAMP).after();
		assertThat(paused.status()).isEqualTo(WebhookStatus.PAUSED);
		assertThat(paused.reason()).isEqualTo(WebhookReason.OWNER_INACTIVE);
		assertThat(paused.version()).isEqualTo(2);
		WebhookSubscription resumed = paused.resume(STAMP).after();
		assertThat(resumed.status()).isEqualTo(WebhookStatus.ACTIVE);
		assertThat(resumed.reason()).isNull();
	}

	@Test
	void isResumedAfterItWasDisabled() {
		assertThat(this.active.disable(WebhookReason.FAILURES, STAMP).after().resume(STAMP).after().status())
			.isEqualTo(WebhookStatus.ACTIVE);
	}

	@Test
	void refusesToGoWhereItIs() {
		assertThatExceptionOfType(Problem.Transition.class).isThrownBy(() -> this.active.resume(STAMP))
			.satisfies((problem) -> assertThat(problem.allowed()).containsExactly("PAUSED"));
		WebhookSubscription paused = this.active.pause(WebhookReason.PAUSED_BY_MEMBER, STAMP).after();
		assertThatExceptionOfType(Problem.Transition.class)
			.isThrownBy(() -> paused.pause(WebhookReason.PAUSED_BY_MEMBER, STAMP));
		assertThatExceptionOfType(Problem.Transition.class)
			.isThrownBy(() -> paused.disable(WebhookReason.FAILURES, STAMP));
		assertThatExceptionOfType(Problem.Transition.class).isThrownBy(paused::active);
	}

	@Test
	void belongsToWhoSaysWhereAndWhat() {
		WebhookSubscription updated = this.active
			.update("https://b.example.com", WANTED, new MemberId(BO), List.of("customers:read"), STAMP)
			.after();
		assertThat(updated.owner()).isEqualTo(new MemberId(BO));
		assertThat(updated.limit()).containsExactly("customers:read");
	}

	@Test
	void keepsWhatItsEventsTellFreeOfSecrets() {
		assertThat(this.active.facts().keySet()).noneMatch((name) -> name.equals("secret"));
	}

}
