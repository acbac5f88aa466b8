package dev.rapport.persistence;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Keeps in the rows of one table when somebody was last in touch about them. Whoever
 * learns of something done notes it here, whether or not it may change the record. Rows
 * are locked in the order of their ids, and only as much as foreign keys bear.
 *
 * @param <T> what a row stands for
 */
public final class Touches<T> {

	private final TenantDatabase database;

	private final Function<Columns, T> reader;

	private final String lock;

	private final String write;

	/**
	 * Rows of one table.
	 * @param table the table with its alias
	 * @param columns what the reader reads, by that alias
	 */
	public Touches(TenantDatabase database, String table, String columns, Function<Columns, T> reader) {
		String x = table.substring(table.indexOf(' ') + 1);
		this.database = database;
		this.reader = reader;
		this.lock = "select x.id from %s x where x.tenant_id = $1 and x.id = any($2) order by x.id for no key update"
			.formatted(table.substring(0, table.indexOf(' ')));
		this.write = """
				with was as (
				  select y.id, y.last_activity_at as before, n.at
				  from %1$s y join jsonb_to_recordset($2) as n(id uuid, at timestamptz) on n.id = y.id
				  where y.tenant_id = $1 and y.last_activity_at is distinct from n.at
				    and ($3 or y.last_activity_at is null or y.last_activity_at < n.at)
				  order by y.id for no key update of y)
				update %1$s %2$s set last_activity_at = was.at, version = %2$s.version + 1,
				  derived_until = %2$s.version + 1,
				  derived_from = case %2$s.derived_until when %2$s.version then %2$s.derived_from else %2$s.version end
				from was where %2$s.tenant_id = $1 and %2$s.id = was.id
				returning was.before, %3$s
				""".formatted(table.substring(0, table.indexOf(' ')), x, columns);
	}

	/**
	 * Notes that something was done about records.
	 * @param times when, by record; a record that knows of something later keeps that
	 */
	public Mono<List<Touched<T>>> later(Map<UUID, Instant> times) {
		return write(times.keySet(), times, false);
	}

	/**
	 * Notes anew when something was last done about records, after something turned out
	 * not to have been done.
	 * @param latest finds out by record when that was, once nobody else can note anything
	 * about these records; a record that it does not name knows of nothing
	 */
	public Mono<List<Touched<T>>> anew(Collection<UUID> ids, Mono<Map<UUID, Instant>> latest) {
		return ids.isEmpty() ? Mono.just(List.of())
				: this.database.list(this.lock, Columns::uuid, (Object) ids.toArray(UUID[]::new))
					.then(latest)
					.flatMap((times) -> write(ids, times, true));
	}

	private Mono<List<Touched<T>>> write(Collection<UUID> ids, Map<UUID, Instant> times, boolean anew) {
		List<Map<String, String>> rows = ids.stream().map((id) -> row(id, times.get(id))).toList();
		return rows.isEmpty() ? Mono.just(List.of()) : this.database.list(this.write,
				(c) -> new Touched<>(c.instantOrNull(), this.reader.apply(c)), Json.of(rows), anew);
	}

	private static Map<String, String> row(UUID id, @Nullable Instant at) {
		return (at == null) ? Map.of("id", id.toString()) : Map.of("id", id.toString(), "at", at.toString());
	}

	/**
	 * A record that something was noted about.
	 *
	 * @param before what it knew before; null if of nothing
	 * @param after as it is now
	 */
	public record Touched<T>(@Nullable Instant before, T after) {
	}

}
