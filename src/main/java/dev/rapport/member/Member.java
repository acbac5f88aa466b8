package dev.rapport.member;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.rapport.events.Aggregate;
import dev.rapport.events.Facts;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;

/**
 * A person who works with the tenant's data. Its verbs return what happened, with the new
 * state inside; they never change this one.
 *
 * @param subject who this is at the tenant's issuer; null if nobody can sign in as it; a
 * credential, and therefore neither in the API nor among the facts
 * @param roles the keys of its roles, sorted; without one it may do nothing
 * @param active whether the person may sign in
 */
public record Member(MemberId id, int version, MemberProfile profile, @Nullable String subject, List<String> roles,
		boolean active, Stamp stamp) implements Aggregate {

	private static final String ACTIVE = "ACTIVE";

	private static final String INACTIVE = "INACTIVE";

	/** A new member, at version 1. */
	public static MemberEvent.Created create(MemberId id, MemberProfile profile, @Nullable String subject,
			List<String> roles, boolean active, Stamp stamp) {
		return new MemberEvent.Created(new Member(id, 1, profile, subject, roles, active, stamp));
	}

	/**
	 * This member, if a change may be based on this version.
	 * @param version what the client saw; null if it does not care
	 * @throws Problem.Conflict if it saw another one
	 */
	Member expecting(@Nullable Integer version) {
		if (version != null && version != this.version) {
			throw new Problem.Conflict(this);
		}
		return this;
	}

	MemberEvent.Updated update(MemberProfile profile, Stamp stamp) {
		return new MemberEvent.Updated(this, next(profile, this.active, stamp));
	}

	/**
	 * Binds the member to its subject at the tenant's issuer, once and for all.
	 * @throws Problem.Conflict if it signs in as somebody already
	 */
	MemberEvent.Linked link(String subject, Stamp stamp) {
		if (this.subject != null) {
			throw new Problem.Conflict(this);
		}
		return new MemberEvent.Linked(this,
				new Member(this.id, this.version + 1, this.profile, subject, this.roles, this.active, stamp));
	}

	/** Nobody can do this to oneself; see {@link Members#deactivate}. */
	MemberEvent.Deactivated deactivate(Stamp stamp) {
		if (this.id.value().equals(stamp.updatedBy())) {
			throw new Problem.Forbidden("member.self");
		}
		if (!this.active) {
			throw new Problem.Transition(INACTIVE, INACTIVE, List.of(ACTIVE));
		}
		return new MemberEvent.Deactivated(this, next(this.profile, false, stamp));
	}

	MemberEvent.Reactivated reactivate(Stamp stamp) {
		if (this.active) {
			throw new Problem.Transition(ACTIVE, ACTIVE, List.of(INACTIVE));
		}
		return new MemberEvent.Reactivated(this, next(this.profile, true, stamp));
	}

	/**
	 * Nobody can take the right to give roles from oneself, so a tenant never locks out
	 * its last administrator.
	 */
	MemberEvent.RolesAssigned assign(List<String> roles, Stamp stamp) {
		if (this.id.value().equals(stamp.updatedBy()) && !roles.containsAll(this.roles)) {
			throw new Problem.Forbidden("member.ownRoles");
		}
		return new MemberEvent.RolesAssigned(this, new Member(this.id, this.version + 1, this.profile, this.subject,
				roles.stream().distinct().sorted().toList(), this.active, stamp));
	}

	private Member next(MemberProfile profile, boolean active, Stamp stamp) {
		return new Member(this.id, this.version + 1, profile, this.subject, this.roles, active, stamp);
	}

	public String name() {
		return this.profile.name();
	}

	public @Nullable String email() {
		return this.profile.email();
	}

	public @Nullable String title() {
		return this.profile.title();
	}

	public String locale() {
		return this.profile.locale();
	}

	public Instant createdAt() {
		return this.stamp.createdAt();
	}

	@Override
	public Instant updatedAt() {
		return this.stamp.updatedAt();
	}

	@Override
	public Map<String, @Nullable Object> facts() {
		return new Facts().with("id", this.id)
			.with("name", name())
			.with("email", email())
			.with("title", title())
			.with("locale", locale())
			.with("teamId", this.profile.team())
			.with("roles", this.roles)
			.with("active", this.active)
			.with("createdAt", createdAt())
			.with("updatedAt", updatedAt())
			.toMap();
	}

}
