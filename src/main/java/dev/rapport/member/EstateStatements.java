package dev.rapport.member;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The statements by which records of one kind get another owner.
 *
 * @param kind the plural, as scopes name it
 * @param table the table
 * @param owner the column of the owner
 * @param live which records are handed over, as a predicate over the row {@code x}; from
 * {@code $3} on it may ask for more
 * @param copied what is written besides the owner, because it follows from the change
 */
public record EstateStatements(String kind, String table, String owner, String live, List<Copied> copied) {

	public EstateStatements {
		copied = List.copyOf(copied);
	}

	/** Statements that write the owner alone. */
	public EstateStatements(String kind, String table, String owner, String live) {
		this(kind, table, owner, live, List.of());
	}

	/**
	 * Locks the rows in the order of ids.
	 * @param place the parameter that says how many
	 */
	String lock(int place) {
		return "select x.id " + owned() + " order by x.id limit $" + place + " for update of x";
	}

	String count() {
		return "select count(*)::int " + owned();
	}

	/**
	 * Writes many rows from {@code $2}, a list of objects, for the heir and the caller.
	 */
	String update() {
		String set = this.copied.stream()
			.map((column) -> ", " + column.name() + " = n." + column.name())
			.collect(Collectors.joining());
		String types = this.copied.stream()
			.map((column) -> ", " + column.name() + " " + column.type())
			.collect(Collectors.joining());
		return "update " + this.table + " x set version = n.version, " + this.owner
				+ " = $3, updated_at = n.updated_at, updated_by = $4" + set
				+ " from jsonb_to_recordset($2) as n(id uuid, version int, updated_at timestamptz" + types
				+ ") where x.tenant_id = $1 and x.id = n.id and x.version = n.version - 1";
	}

	private String owned() {
		return "from " + this.table + " x where x.tenant_id = $1 and seen(" + this.kind + ", x) and changeable("
				+ this.kind + ", x) and x." + this.owner + " = $2 and " + this.live;
	}

	/**
	 * A column that takes its value from the new state.
	 *
	 * @param type the type of the column
	 * @param fact the fact of the state
	 */
	public record Copied(String name, String type, String fact) {
	}

}
