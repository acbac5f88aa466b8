package dev.rapport.harness;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Copies all rows of one tenant into another under the same ids, with other marks.
 * Wherever a statement forgets its tenant, and the second wall is down, the twin then
 * meets the rows of the other one, however deep in an answer.
 */
final class Twin {

	private static final String COLUMNS = """
			select c.relname as name, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns,
			  string_agg(case
			    when a.attname = 'tenant_id' then '?::uuid'
			    when format_type(a.atttypid, null) in ('text', 'text[]', 'json', 'jsonb')
			      then 'replace(replace(' || quote_ident(a.attname) || '::text, ''zq'', ''wb''), ''cnry-A'', ''cnry-B'')::'
			        || format_type(a.atttypid, null)
			    else quote_ident(a.attname) end, ', ' order by a.attnum) as values
			from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
			  and a.attgenerated = ''
			where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
			  and exists (select from pg_attribute t where t.attrelid = c.oid and t.attname = 'tenant_id')
			  and c.relname not in ('tenant', 'event_head')
			group by c.relname
			""";

	private Twin() {
	}

	/** Replaces all that the twin has. */
	static void copy(JdbcTemplate owner, UUID from, UUID to) {
		SingleConnectionDataSource connection = connection(owner);
		try {
			JdbcTemplate sql = new JdbcTemplate(connection);
			sql.execute("set session_replication_role = replica");
			for (Map<String, Object> table : sql.queryForList(COLUMNS)) {
				sql.update("delete from " + table.get("name") + " where tenant_id = ?", to);
				sql.update(
						"insert into " + table.get("name") + " (" + table.get("columns") + ") select "
								+ table.get("values") + " from " + table.get("name") + " where tenant_id = ?",
						to, from);
			}
			sql.update("update event_head set position = (select position from event_head where tenant_id = ?)"
					+ " where tenant_id = ?", from, to);
			sql.execute("set session_replication_role = default");
		}
		finally {
			connection.destroy();
		}
	}

	/** All tables that hold rows of tenants. */
	static List<String> tables(JdbcTemplate owner) {
		return owner.queryForList(COLUMNS).stream().map((table) -> String.valueOf(table.get("name"))).sorted().toList();
	}

	private static SingleConnectionDataSource connection(JdbcTemplate owner) {
		try {
			return new SingleConnectionDataSource(
					java.util.Objects.requireNonNull(owner.getDataSource()).getConnection(), true);
		}
		catch (java.sql.SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
