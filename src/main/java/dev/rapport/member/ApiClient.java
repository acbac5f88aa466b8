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
 * A program, often a partner's, that works with the tenant's data under API keys. It acts
 * as a member with the same UUID, which is no person: nobody signs in as it, and its
 * records are told apart from those of people. Its verbs return what happened, with the
 * new state inside; they never change this one.
 *
 * @param name not blank, at most 200 characters
 * @param roles the keys of its roles, sorted
 * @param active whether its keys let it in
 */
record ApiClient(ApiClientId id, int version, String name, List<String> roles, boolean active,
		Stamp stamp) implements Aggregate {

	/** A new client, at version 1. */
	static ApiClientEvent.Created create(ApiClientId id, String name, List<String> roles, Stamp stamp) {
		return new ApiClientEvent.Created(new ApiClient(id, 1, name, sorted(roles), true, stamp));
	}

	/**
	 * This client, if a change may be based on this version.
	 * @param version what the caller saw; null if it does not care
	 * @throws Problem.Conflict if it saw another one
	 */
	ApiClient expecting(@Nullable Integer version) {
		if (version != null && version != this.version) {
			throw new Problem.Conflict(this);
		}
		return this;
	}

	/** No program gives itself roles, or switches itself off. */
	ApiClientEvent.Updated update(String name, List<String> roles, boolean active, Stamp stamp) {
		if (this.id.value().equals(stamp.updatedBy())) {
			throw new Problem.Forbidden("apiClient.self");
		}
		return new ApiClientEvent.Updated(this,
				new ApiClient(this.id, this.version + 1, name, sorted(roles), active, stamp));
	}

	private static List<String> sorted(List<String> roles) {
		return roles.stream().distinct().sorted().toList();
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
			.with("name", this.name)
			.with("roles", this.roles)
			.with("active", this.active)
			.with("createdAt", createdAt())
			.with("updatedAt", updatedAt())
			.toMap();
	}

}
