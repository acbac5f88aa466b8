package dev.rapport.harness;

import java.util.List;

import org.springframework.jdbc.core.JdbcTemplate;

import dev.rapport.Rewriting;

/**
 * Tables whose second wall is taken down.
 */
record Opened(JdbcTemplate owner, List<String> tables) {

	Rewriting.Restored open() {
		this.tables.forEach((table) -> this.owner
			.execute("create policy harness_open on " + table + " using (true) with check (true)"));
		return () -> this.tables
			.forEach((table) -> this.owner.execute("drop policy if exists harness_open on " + table));
	}

}
