package dev.rapport.harness;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.rapport.member.Policies;
import dev.rapport.tenancy.FieldRule;
import dev.rapport.tenancy.RowRule;

/**
 * Who may see what, worked out once more from the policy alone: the oracle that the
 * answers of the service are held against. It knows nothing of how the service does it.
 *
 * @param people everybody, by name
 * @param below the teams below each team, itself included
 * @param records everything that was made, by id
 * @param shares who was let in: record id to names of people and teams, {@code +} behind
 * a name that may write
 */
record Insight(Map<String, Person> people, Map<String, Set<String>> below, Map<String, Planted> records,
		Map<String, Set<String>> shares) {

	/**
	 * Whether somebody may see a record, and in it the field that the mark stands for.
	 */
	boolean shows(Person to, Planted record) {
		return reads(to, record) && (record.field().isEmpty()
				|| Policies.field(to.role(), record.field()).compareTo(FieldRule.READ) >= 0);
	}

	boolean reads(Person who, Planted record) {
		return switch (record.kind()) {
			case "" -> true;
			case "comments" -> referred(record, "id").stream().allMatch((ticket) -> reads(who, ticket))
					&& (!record.internal() || Policies.read(who.role(), "internalComments") != RowRule.NONE);
			default -> reaches(who, record, false);
		};
	}

	boolean changes(Person who, Planted record) {
		return reads(who, record) && reaches(who, record, true);
	}

	private boolean reaches(Person who, Planted record, boolean change) {
		RowRule rule = rule(who, record.kind(), change);
		if (rule == RowRule.NONE) {
			return false;
		}
		boolean shared = shared(who, record, change);
		return shared || rule == RowRule.ALL && !record.kind().equals("activities") || inherited(who, record, change)
				|| owned(who, rule, record) || rule == RowRule.TERRITORY && record.within();
	}

	/** A contact comes with its customers; an activity with what it is about. */
	private boolean inherited(Person who, Planted record, boolean change) {
		RowRule rule = rule(who, record.kind(), change);
		if (rule == RowRule.SHARED) {
			return false;
		}
		return switch (record.kind()) {
			case "contacts" ->
				referred(record, "customerId").stream().anyMatch((customer) -> reaches(who, customer, change));
			case "activities" -> record.owner().equals(who.name())
					|| referred(record, "relatedTo").stream().anyMatch((about) -> reaches(who, about, change));
			default -> false;
		};
	}

	private boolean owned(Person who, RowRule rule, Planted record) {
		boolean alone = !record.kind().equals("activities") || referred(record, "relatedTo").isEmpty();
		Person owner = this.people.get(record.owner());
		boolean everywhere = rule == RowRule.ALL && alone;
		boolean theirs = owner != null && alone && switch (rule) {
			case NONE, SHARED -> false;
			case OWN, TERRITORY -> owner.equals(who);
			case TEAM -> owner.equals(who) || !who.team().isEmpty() && owner.team().equals(who.team());
			case TEAM_AND_BELOW ->
				owner.equals(who) || this.below.getOrDefault(who.team(), Set.of()).contains(owner.team());
			case ALL -> true;
		};
		return everywhere || theirs;
	}

	private boolean shared(Person who, Planted record, boolean change) {
		return this.shares.getOrDefault(record.id(), Set.of())
			.stream()
			.filter((name) -> !change || name.endsWith("+"))
			.map((name) -> name.replace("+", ""))
			.anyMatch(
					(name) -> name.equals(who.name()) || this.below.getOrDefault(name, Set.of()).contains(who.team()));
	}

	private static RowRule rule(Person who, String kind, boolean change) {
		return change ? Policies.write(who.role(), kind) : Policies.read(who.role(), kind);
	}

	private List<Planted> referred(Planted record, String field) {
		return record.references()
			.getOrDefault(field, List.of())
			.stream()
			.map(this.records::get)
			.filter((found) -> found != null)
			.toList();
	}

}
