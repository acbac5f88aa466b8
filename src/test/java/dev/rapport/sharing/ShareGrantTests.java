package dev.rapport.sharing;

import java.time.Instant;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.rapport.kernel.Stamp;

import static org.assertj.core.api.Assertions.assertThat;

/** What can happen to a share. */
class ShareGrantTests {

	private static final UUID ANN = UUID.randomUUID();

	private static final Instant THEN = Instant.parse("2026-03-01T08:00:00Z");

	private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");

	private final ShareGrant grant = ShareGrant
		.share(new ShareGrantId(UUID.randomUUID()), "customers", UUID.randomUUID(), UUID.randomUUID(), ShareLevel.READ,
				Stamp.created(THEN, ANN))
		.after();

	@Test
	void beginsAtVersionOne() {
		assertThat(this.grant.version()).isOne();
		assertThat(new ShareGrantEvent.Shared(this.grant).type()).isEqualTo("ShareGrantShared");
		assertThat(this.grant.gives(ShareLevel.READ)).isTrue();
		assertThat(this.grant.gives(ShareLevel.WRITE)).isFalse();
	}

	@Test
	void changesItsLevel() {
		ShareGrantEvent.Changed changed = this.grant.change(ShareLevel.WRITE, this.grant.stamp().updated(NOW, ANN));
		assertThat(changed.changedFields()).containsExactly("level", "updatedAt");
		assertThat(changed.after().version()).isEqualTo(2);
		assertThat(changed.after().gives(ShareLevel.WRITE)).isTrue();
		assertThat(changed.type()).isEqualTo("ShareGrantChanged");
	}

	@Test
	void saysWhenItEnded() {
		ShareGrantEvent.Revoked revoked = this.grant.revoke(this.grant.stamp().updated(NOW, ANN));
		assertThat(revoked.after().revokedAt()).isEqualTo(NOW);
		assertThat(revoked.changedFields()).containsExactly("revokedAt", "updatedAt");
		assertThat(revoked.type()).isEqualTo("ShareGrantRevoked");
	}

}
