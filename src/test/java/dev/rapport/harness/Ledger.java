package dev.rapport.harness;

import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The state of a tenant, table by table: how many rows there are and a digest of all they
 * hold, the head of the event log included.
 */
record Ledger(Map<String, String> tables) {

	static Ledger of(JdbcTemplate owner, UUID tenant) {
		Map<String, String> tables = new TreeMap<>();
		for (String table : Twin.tables(owner)) {
			tables.put(table, state(owner, table, tenant));
		}
		tables.put("event_head", state(owner, "event_head", tenant));
		return new Ledger(tables);
	}

	private static String state(JdbcTemplate owner, String table, UUID tenant) {
		return owner
			.queryForObject("select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '')"
					+ " from " + table + " t where tenant_id = ?", String.class, tenant);
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
