package dev.rapport.tenancy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * What a caller may do: the sum of its roles, narrowed by the scopes of its credential. A
 * kind of record is named by its plural, as in the scopes {@code customers:read} and
 * {@code customers:write}.
 *
 * @param unlimited whether nothing is withheld, as from the service itself
 * @param roles the keys of the roles that add up to this
 * @param scopes what may be done at all
 * @param reads which records of each kind may be read
 * @param changes which records of each kind may be changed; never more than may be read
 * @param fields the rules of single fields by coordinate, {@code Customer.taxId}
 * @param grantees the member and its teams up to the root: whose shares count
 */
public record Rights(boolean unlimited, Set<String> roles, Set<String> scopes, Map<String, Sight> reads,
		Map<String, Sight> changes, Map<String, FieldRule> fields, List<UUID> grantees) {

	/** The rights of the service itself. */
	public static final Rights UNLIMITED = new Rights(true, Set.of(), Set.of(), Map.of(), Map.of(), Map.of(),
			List.of());

	/** The rights of nobody. */
	public static final Rights NONE = new Rights(false, Set.of(), Set.of(), Map.of(), Map.of(), Map.of(), List.of());

	public Rights {
		roles = Set.copyOf(roles);
		scopes = Set.copyOf(scopes);
		reads = Map.copyOf(reads);
		changes = Map.copyOf(changes);
		fields = Map.copyOf(fields);
		grantees = List.copyOf(grantees);
	}

	/** Whether something of this scope may be done, to whichever records. */
	public boolean may(String scope) {
		return this.unlimited || this.scopes.contains(scope);
	}

	/** Which records of a kind may be read. */
	public Sight reads(String kind) {
		return this.unlimited ? Sight.ALL : Objects.requireNonNullElse(this.reads.get(kind), Sight.NONE);
	}

	/** Which records of a kind may be changed. */
	public Sight changes(String kind) {
		return this.unlimited ? Sight.ALL : Objects.requireNonNullElse(this.changes.get(kind), Sight.NONE);
	}

	/** The same rights with another reach into one kind of record. */
	public Rights reading(String kind, Sight sight) {
		Map<String, Sight> other = new HashMap<>(this.reads);
		other.put(kind, sight);
		return new Rights(this.unlimited, this.roles, this.scopes, other, this.changes, this.fields, this.grantees);
	}

	/** What may be done with a field. */
	public FieldRule field(String coordinate) {
		return this.fields.getOrDefault(coordinate, FieldRule.WRITE);
	}

	/** Whether the values of a field are shown in full. */
	public boolean shows(String coordinate) {
		return this.unlimited || field(coordinate).compareTo(FieldRule.READ) >= 0;
	}

}
