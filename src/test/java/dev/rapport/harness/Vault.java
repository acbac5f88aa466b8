package dev.rapport.harness;

import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Keeps all rows of two tenants, to put them back after what was done to them. The rows
 * of the first come before those of the second, as they did when they were made: what
 * forgets the tenant then meets the first one's.
 */
final class Vault implements AutoCloseable {

	private static final String COLUMNS = """
			select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
			where a.attrelid = ?::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
			""";

	private final JdbcTemplate owner;

	private final SingleConnectionDataSource connection;

	private final JdbcTemplate sql;

	private final UUID first;

	private final UUID second;

	private final Ledger kept;

	Vault(JdbcTemplate owner, UUID first, UUID second) {
		this.owner = owner;
		this.first = first;
		this.second = second;
		try {
			this.connection = new SingleConnectionDataSource(
					Objects.requireNonNull(owner.getDataSource()).getConnection(), true);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		this.sql = new JdbcTemplate(this.connection);
		this.sql.execute("set session_replication_role = replica");
		for (String table : Ledger.tables(owner)) {
			this.sql.execute("create temp table kept_" + table + " as select " + columns(table) + " from " + table
					+ " where tenant_id in ('" + first + "', '" + second + "')");
		}
		this.kept = Ledger.of(owner, first, second);
	}

	private String columns(String table) {
		return Objects.requireNonNull(this.sql.queryForObject(COLUMNS, String.class, "public." + table));
	}

	/** Puts back whatever has changed, and tells the tables. */
	Set<String> restore() {
		Set<String> changed = this.kept.changed(Ledger.of(this.owner, this.first, this.second));
		if (!changed.isEmpty()) {
			this.sql.execute("begin");
			changed.forEach(this::restore);
			this.sql.execute("commit");
		}
		return changed;
	}

	private void restore(String table) {
		String columns = columns(table);
		this.sql.execute("delete from " + table + " where tenant_id in ('" + this.first + "', '" + this.second + "')");
		this.sql.execute("insert into " + table + " (" + columns + ") select " + columns + " from kept_" + table
				+ " order by tenant_id <> '" + this.first + "'");
	}

	@Override
	public void close() {
		restore();
		this.sql.execute("discard temp");
		this.connection.destroy();
	}

}
