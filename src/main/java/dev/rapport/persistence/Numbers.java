package dev.rapport.persistence;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Numbers for people: {@code C-000042}, increasing within a tenant and a series. A number
 * is taken in the transaction that uses it.
 */
@Component
public class Numbers {

	private static final String TAKE = """
			insert into number_series (tenant_id, series, last) values ($1, $2, $3)
			on conflict (tenant_id, series) do update set last = number_series.last + excluded.last returning last
			""";

	private final TenantDatabase database;

	Numbers(TenantDatabase database) {
		this.database = database;
	}

	/** The next numbers of a series, in order. */
	public Mono<List<String>> next(String series, int count) {
		return this.database.first(TAKE, Columns::number, series, (long) count)
			.map((last) -> IntStream.rangeClosed(1, count)
				.mapToObj((i) -> String.format(Locale.ROOT, "%s-%06d", series, last - count + i))
				.toList());
	}

}
