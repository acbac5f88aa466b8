package dev.rapport.tenancy;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

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
 * @param limit the scopes of the credential, whatever the roles give; null if it has no
 * such limit
 */
public record Rights(boolean unlimited, Set<String> roles, Set<String> scopes, Map<String, Sight> reads,
		Map<String, Sight> changes, Map<String, FieldRule> fields, List<UUID> grantees, @Nullable Set<String> limit) {

	private static final String READ = ":read";

	private static final String WRITE = ":write";

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
		limit = (limit == null) ? null : Set.copyOf(limit);
	}

	/** Rights that no credential limits. */
	public Rights(boolean unlimited, Set<String> roles, Set<String> scopes, Map<String, Sight> reads,
			Map<String, Sight> changes, Map<String, FieldRule> fields, List<UUID> grantees) {
		this(unlimited, roles, scopes, reads, changes, fields, grantees, null);
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

	/** Whether all records of some kinds may be read and changed. */
	public boolean reachesAll(Collection<String> kinds) {
		return kinds.stream().allMatch((kind) -> reads(kind).isAll() && changes(kind).isAll());
	}

	/** The same rights with another reach into one kind of record. */
	public Rights reading(String kind, Sight sight) {
		Map<String, Sight> other = new HashMap<>(this.reads);
		other.put(kind, sight);
		return new Rights(this.unlimited, this.roles, this.scopes, other, this.changes, this.fields, this.grantees,
				this.limit);
	}

	/**
	 * What is left of these rights under a credential that is good for certain scopes
	 * only. Limits add up: a second one can only take away. What can't be read can't be
	 * changed, though new records may still be recorded.
	 */
	public Rights narrowedTo(Set<String> scopes) {
		Set<String> limit = (this.limit == null) ? scopes : common(this.limit, scopes);
		Map<String, Sight> reads = this.unlimited ? all(limit, READ) : this.reads;
		Map<String, Sight> changes = this.unlimited ? all(limit, WRITE) : this.changes;
		return new Rights(false, this.roles, this.unlimited ? limit : common(this.scopes, limit),
				kept(reads, (kind) -> limit.contains(kind + READ)),
				kept(changes, (kind) -> limit.contains(kind + READ) && limit.contains(kind + WRITE)), this.fields,
				this.grantees, limit);
	}

	/** These rights under the limit of a credential that was met before. */
	public Rights limitedLike(Rights other) {
		return (other.limit == null) ? this : narrowedTo(other.limit);
	}

	private static Set<String> common(Set<String> some, Set<String> others) {
		return some.stream().filter(others::contains).collect(Collectors.toUnmodifiableSet());
	}

	private static Map<String, Sight> all(Set<String> scopes, String verb) {
		return scopes.stream()
			.filter((scope) -> scope.endsWith(verb))
			.collect(Collectors.toMap((scope) -> scope.substring(0, scope.length() - verb.length()),
					(scope) -> Sight.ALL));
	}

	private static Map<String, Sight> kept(Map<String, Sight> sights, Predicate<String> kinds) {
		return sights.entrySet()
			.stream()
			.filter((entry) -> kinds.test(entry.getKey()))
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

	/** The same rights without what was shared with this member or team. */
	public Rights without(UUID grantee) {
		return new Rights(this.unlimited, this.roles, this.scopes, this.reads, this.changes, this.fields,
				this.grantees.stream().filter((other) -> !other.equals(grantee)).toList());
	}

	/** Of the same rights only what territories give. */
	public Rights ofTerritories() {
		return new Rights(this.unlimited, this.roles, this.scopes, each(this.reads, Sight::ofTerritories),
				each(this.changes, Sight::ofTerritories), this.fields, List.of(), this.limit);
	}

	/** The same rights without what territories give. */
	public Rights withoutTerritories() {
		return new Rights(this.unlimited, this.roles, this.scopes, each(this.reads, Sight::withoutTerritories),
				each(this.changes, Sight::withoutTerritories), this.fields, this.grantees, this.limit);
	}

	private static Map<String, Sight> each(Map<String, Sight> sights, UnaryOperator<Sight> change) {
		return sights.entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> change.apply(entry.getValue())));
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
