package dev.rapport.member;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.Stamp;

/**
 * A person who works with the tenant's data.
 *
 * @param locale a BCP 47 language tag
 * @param subject who this is at the tenant's issuer; null if nobody can sign in as it
 */
public record Member(MemberId id, int version, String name, @Nullable String email, @Nullable String title,
		String locale, @Nullable String subject, boolean active, Stamp stamp) {

	public Instant createdAt() {
		return this.stamp.createdAt();
	}

	public Instant updatedAt() {
		return this.stamp.updatedAt();
	}

}
