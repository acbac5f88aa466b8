package dev.rapport.harness;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ResultSetExtractor;

/**
 * The state of a tenant, table by table: how many rows there are and a digest of all they
 * hold, the head of the event log included.
 */
record Ledger(Map<String, String> tables) {

	/** All tables in one statement, so that it costs little to look often. */
	static Ledger of(JdbcTemplate owner, UUID... tenants) {
		List<String> names = tables(owner);
		String sql = names.stream()
			.map((table) -> "select '%1$s', count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from %1$s t where tenant_id = any(?)"
				.formatted(table))
			.collect(Collectors.joining(" union all "));
		return owner.query((connection) -> {
			PreparedStatement statement = connection.prepareStatement(sql);
			for (int i = 1; i <= names.size(); i++) {
				statement.setArray(i, connection.createArrayOf("uuid", tenants));
			}
			return statement;
		}, (ResultSetExtractor<Ledger>) Ledger::read);
	}

	private static Ledger read(ResultSet rows) throws SQLException {
		Map<String, String> tables = new TreeMap<>();
		while (rows.next()) {
			tables.put(rows.getString(1), rows.getString(2));
		}
		return new Ledger(tables);
	}

	/** The tables that are looked at. */
	static List<String> tables(JdbcTemplate owner) {
		return Stream.concat(Twin.tables(owner).stream(), Stream.of("event_head")).toList();
	}

	/** The names of the tables that differ. */
	Set<String> changed(Ledger later) {
		return this.tables.keySet()
			.stream()
			.filter((table) -> !this.tables.get(table).equals(later.tables.get(table)))
			.collect(Collectors.toSet());
	}

	/** The tables that differ; empty if nothing happened. */
	String against(Ledger later) {
		return this.tables.entrySet()
			.stream()
			.filter((entry) -> !entry.getValue().equals(later.tables.get(entry.getKey())))
			.map((entry) -> entry.getKey() + ": " + entry.getValue() + " became " + later.tables.get(entry.getKey()))
			.collect(Collectors.joining("; "));
	}

}
