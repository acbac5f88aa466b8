package dev.rapport.member;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.rapport.events.Aggregate;
import dev.rapport.events.Facts;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.tenancy.FieldRule;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.RowRule;

/**
 * What somebody may do by being something. What a role does not mention it does not
 * grant. Its verbs return what happened, with the new state inside; they never change
 * this one.
 *
 * @param key its name in the directory and in tokens; never changes
 * @param name its name for people, at most 200 characters
 * @param grants what it may do, by kind of record
 * @param fields what it may do with single fields, by coordinate, {@code Customer.taxId}
 * @param stamp null for a built-in role, which nobody made and nobody changes
 * @param archivedAt null while it can be given
 */
public record Role(RoleId id, int version, String key, String name, Map<String, Grant> grants,
		Map<String, FieldRule> fields, @Nullable Stamp stamp, @Nullable Instant archivedAt) implements Aggregate {

	/**
	 * The kinds of records that rights speak of, and may be the beginning of a scope.
	 */
	public static final List<String> KINDS = List.of("customers", "contacts", "opportunities", "activities", "tickets",
			"internalComments", "products", "pipelines", "members", "roles", "clients", "events", "webhooks");

	/**
	 * The kinds that have owners. About the others only {@link RowRule#ALL} and
	 * {@link RowRule#NONE} say something.
	 */
	static final Set<String> OWNED = Set.of("customers", "contacts", "opportunities", "activities", "tickets",
			"events");

	/** The kinds of records in which the types of the schema stand. */
	private static final Map<String, List<String>> RECORDS_WITH = Map.ofEntries(
			Map.entry("Customer", List.of("customers")), Map.entry("Contact", List.of("contacts")),
			Map.entry("ContactPoint", List.of("customers", "contacts")), Map.entry("Address", List.of("customers")),
			Map.entry("Opportunity", List.of("opportunities")), Map.entry("OpportunityLine", List.of("opportunities")),
			Map.entry("Task", List.of("activities")), Map.entry("Call", List.of("activities")),
			Map.entry("Email", List.of("activities")), Map.entry("Meeting", List.of("activities")),
			Map.entry("Visit", List.of("activities")), Map.entry("Note", List.of("activities")),
			Map.entry("Activity", List.of("activities")), Map.entry("Ticket", List.of("tickets")),
			Map.entry("TicketComment", List.of("tickets")), Map.entry("Product", List.of("products")),
			Map.entry("Pipeline", List.of("pipelines")), Map.entry("Stage", List.of("pipelines")),
			Map.entry("Member", List.of("members")), Map.entry("Team", List.of("members")),
			Map.entry("Territory", List.of("members")), Map.entry("TerritoryArea", List.of("members")));

	public Role {
		grants = Map.copyOf(grants);
		fields = Map.copyOf(fields);
	}

	/** Whether a text names one of our scopes. */
	static boolean isScope(String text) {
		return KINDS.stream().anyMatch((kind) -> text.equals(kind + ":read") || text.equals(kind + ":write"));
	}

	/** A built-in role, the same in every tenant. */
	static Role named(String key) {
		UUID id = UUID.nameUUIDFromBytes(("role " + key).getBytes(StandardCharsets.UTF_8));
		String name = key.charAt(0) + key.substring(1).toLowerCase(Locale.ROOT);
		return new Role(new RoleId(id), 1, key, name, Map.of(), Map.of(), null, null);
	}

	/** A new role of a tenant, at version 1. */
	static RoleEvent.Created create(RoleId id, String key, String name, Map<String, Grant> grants,
			Map<String, FieldRule> fields, Stamp stamp) {
		return new RoleEvent.Created(new Role(id, 1, key, name, grants, fields, stamp, null));
	}

	/**
	 * This role, if a change may be based on this version.
	 * @param version what the client saw; null if it does not care
	 * @throws Problem.Conflict if it saw another one
	 */
	Role expecting(@Nullable Integer version) {
		if (version != null && version != this.version) {
			throw new Problem.Conflict(this);
		}
		return this;
	}

	RoleEvent.Updated update(String name, Map<String, Grant> grants, Map<String, FieldRule> fields, Stamp stamp) {
		return new RoleEvent.Updated(live(),
				new Role(this.id, this.version + 1, this.key, name, grants, fields, stamp, null));
	}

	/** Whether somebody has it is for the door to know. */
	RoleEvent.Archived archive(Stamp stamp) {
		return new RoleEvent.Archived(live(), next(stamp, stamp.updatedAt()));
	}

	RoleEvent.Restored restore(Stamp stamp) {
		if (this.archivedAt == null) {
			throw new Problem.Transition("LIVE", "LIVE", List.of("ARCHIVED"));
		}
		return new RoleEvent.Restored(this, next(stamp, null));
	}

	private Role live() {
		if (this.archivedAt != null) {
			throw new Problem.Violation(ErrorCode.ARCHIVED, "input.id", "archived");
		}
		return this;
	}

	private Role next(Stamp stamp, @Nullable Instant archivedAt) {
		return new Role(this.id, this.version + 1, this.key, this.name, this.grants, this.fields, stamp, archivedAt);
	}

	/** This role with a grant more. */
	Role with(String kind, RowRule read, RowRule write) {
		Map<String, Grant> grants = new LinkedHashMap<>(this.grants);
		grants.put(kind, new Grant(read, write));
		return new Role(this.id, this.version, this.key, this.name, grants, this.fields, this.stamp, this.archivedAt);
	}

	/** This role with all kinds readable, changing none. */
	Role readingAll() {
		Role role = this;
		for (String kind : KINDS) {
			role = role.with(kind, RowRule.ALL, RowRule.NONE);
		}
		return role;
	}

	/** This role with the rule of a field more. */
	Role with(String coordinate, FieldRule rule) {
		Map<String, FieldRule> fields = new LinkedHashMap<>(this.fields);
		fields.put(coordinate, rule);
		return new Role(this.id, this.version, this.key, this.name, this.grants, fields, this.stamp, this.archivedAt);
	}

	/**
	 * Whether it reads records that have a field. Of a type that is part of records of
	 * several kinds, any will do; of one that is not known here, none is enough, so that
	 * a restriction by another role stays.
	 */
	boolean readsRecordsWith(String coordinate) {
		String type = coordinate.substring(0, coordinate.indexOf('.'));
		return RECORDS_WITH.getOrDefault(type, List.of())
			.stream()
			.anyMatch((kind) -> grant(kind).read() != RowRule.NONE);
	}

	Grant grant(String kind) {
		return this.grants.getOrDefault(kind, Grant.NONE);
	}

	/** Which built-in role this is; null if it is the tenant's own. */
	public @Nullable BuiltInRole builtIn() {
		return BuiltInRole.named(this.key);
	}

	/**
	 * Where this role allows more than somebody may do: a kind of record or the
	 * coordinate of a field; null if it nowhere does.
	 */
	@Nullable String beyond(Rights rights) {
		if (rights.unlimited()) {
			return null;
		}
		return KINDS.stream()
			.filter((kind) -> isBeyond(grant(kind), rights, kind))
			.findFirst()
			.orElseGet(() -> fieldBeyond(rights));
	}

	private static boolean isBeyond(Grant grant, Rights rights, String kind) {
		return !rights.reads(kind).rule().includes(grant.read())
				|| !rights.changes(kind).rule().includes(grant.write());
	}

	private @Nullable String fieldBeyond(Rights rights) {
		return rights.fields()
			.keySet()
			.stream()
			.sorted()
			.filter((coordinate) -> this.fields.getOrDefault(coordinate, FieldRule.WRITE)
				.compareTo(rights.field(coordinate)) > 0)
			.findFirst()
			.orElse(null);
	}

	@Override
	public Instant updatedAt() {
		return (this.stamp == null) ? Instant.EPOCH : this.stamp.updatedAt();
	}

	@Override
	public Map<String, @Nullable Object> facts() {
		return new Facts().with("id", this.id)
			.with("key", this.key)
			.with("name", this.name)
			.with("grants", plain(this.grants, Grant::plain))
			.with("fields", plain(this.fields, FieldRule::name))
			.with("createdAt", (this.stamp == null) ? null : this.stamp.createdAt())
			.with("updatedAt", updatedAt())
			.with("archivedAt", this.archivedAt)
			.toMap();
	}

	/** Rules by name in the plain form that the log and the database hold. */
	static <T> Map<String, Object> plain(Map<String, T> rules, Function<T, Object> form) {
		Map<String, Object> plain = new LinkedHashMap<>();
		rules.entrySet()
			.stream()
			.sorted(Map.Entry.comparingByKey())
			.forEach((rule) -> plain.put(rule.getKey(), form.apply(rule.getValue())));
		return plain;
	}

}
