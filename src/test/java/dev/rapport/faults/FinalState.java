package dev.rapport.faults;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What PostgreSQL holds of a tenant in the end.
 *
 * @param before how many positions others took before the first event of a customer
 * @param log the events of its customers by position
 * @param rows its customers
 */
record FinalState(long before, List<Entry> log, List<Row> rows) {

	private static final String LOG = """
			select position, event_id, aggregate_id, aggregate_version, after ->> 'name', after ->> 'legalName'
			from event_log where tenant_id = ? and aggregate_type = 'Customer' order by position
			""";

	private static final String OTHERS = "select count(*) from event_log where tenant_id = ? and aggregate_type <> 'Customer'";

	private static final String ROWS = "select id, version, name, legal_name from customer where tenant_id = ?";

	/** Reads it as the owner of the database. */
	static FinalState read(JdbcTemplate owner, UUID tenant) {
		Long others = owner.queryForObject(OTHERS, Long.class, tenant);
		return new FinalState((others == null) ? 0 : others, owner.query(LOG,
				(row, number) -> new Entry(row.getLong(1), row.getObject(2, UUID.class), row.getObject(3, UUID.class),
						row.getInt(4), marks(row.getString(5), row.getString(6))),
				tenant),
				owner.query(ROWS, (row, number) -> new Row(row.getObject(1, UUID.class), row.getInt(2),
						marks(row.getString(3), row.getString(4))), tenant));
	}

	/** A customer's name is its first mark, its legal name holds the others. */
	static List<String> marks(String name, @Nullable String legalName) {
		return Arrays.stream((name + " " + ((legalName == null) ? "" : legalName)).strip().split(" ")).toList();
	}

	/** An event of the log; its last mark is that of the write that made it. */
	record Entry(long position, UUID event, UUID aggregate, int version, List<String> marks) {

		String mark() {
			return this.marks.getLast();
		}

	}

	/** A customer. */
	record Row(UUID id, int version, List<String> marks) {
	}

}
