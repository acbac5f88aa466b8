package dev.rapport.persistence;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.tenancy.TenantId;

/** How statements are bound and what comes of them, on trips and by the driver. */
final class Statements {

	private Statements() {
	}

	/** Binds the tenant and the parameters behind it. */
	static Statement bind(Statement statement, TenantId tenant, Object... parameters) {
		return bindAll(statement.bind(0, tenant.value()), 1, parameters);
	}

	/** Binds parameters from an index on. */
	static Statement bindAll(Statement statement, int first, Object... parameters) {
		for (int i = 0; i < parameters.length; i++) {
			statement.bind(first + i, parameters[i]);
		}
		return statement;
	}

	/** All rows, in their order. */
	static <T> Mono<List<T>> read(Statement statement, Function<Columns, T> reader) {
		Rows<T> rows = new Rows<>(reader);
		if (statement instanceof TripStatement trip) {
			return trip.run(rows::add).thenReturn(rows.rows);
		}
		return Flux.from(statement.execute()).concatMap((result) -> result.map(rows::add)).then(rows.all());
	}

	/** How many rows a statement read or changed. */
	static Mono<Long> changed(Statement statement) {
		return (statement instanceof TripStatement trip) ? trip.run((row) -> {
		}) : Flux.from(statement.execute()).concatMap(Result::getRowsUpdated).reduce(0L, Long::sum);
	}

	/**
	 * Rows as they come. A reader that fails must not cancel what the connection still
	 * has to say, so its failure is kept until all is said.
	 */
	private static final class Rows<T> {

		private final Function<Columns, T> reader;

		private final List<T> rows = new ArrayList<>();

		private @Nullable RuntimeException failure;

		Rows(Function<Columns, T> reader) {
			this.reader = reader;
		}

		boolean add(Readable row) {
			try {
				return this.failure == null && this.rows.add(this.reader.apply(new Columns(row)));
			}
			catch (RuntimeException ex) {
				this.failure = ex;
				return false;
			}
		}

		Mono<List<T>> all() {
			return Mono.fromCallable(() -> {
				if (this.failure != null) {
					throw this.failure;
				}
				return this.rows;
			});
		}

	}

}
