package dev.rapport.persistence;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import io.r2dbc.postgresql.client.EncodedParameter;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import io.r2dbc.spi.Statement;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A statement that is run in a {@link Trip}, once for its one set of parameters. Whoever
 * holds it asks for {@link #run}; as a statement of R2DBC, it is for those who watch
 * statements from outside and hand on what they wrap.
 */
final class TripStatement implements Statement {

	private final TripConnection connection;

	private final String sql;

	private final TripConnection.Ticket ticket;

	private final List<EncodedParameter> parameters = new ArrayList<>();

	TripStatement(TripConnection connection, String sql, TripConnection.Ticket ticket) {
		this.connection = connection;
		this.sql = sql;
		this.ticket = ticket;
	}

	/**
	 * Runs the statement and tells how many rows it read or changed; of one that is sent
	 * later, nothing. Cancelling abandons the answer, not the statement.
	 * @param reader is handed each row, which is good for this call only; if it fails,
	 * the rows after it are passed over and the whole fails
	 */
	Mono<Long> run(Consumer<? super Row> reader) {
		return Mono.create((sink) -> {
			Leg leg = Leg.of(this.sql, this.parameters);
			if (this.ticket.later()) {
				this.ticket.boarding().sendLater(this.connection, leg, sink);
			}
			else {
				this.ticket.boarding().send(this.connection, leg, reader, sink);
			}
		});
	}

	/** Parameters are bound from the first to the last. */
	@Override
	public Statement bind(int index, Object value) {
		return add(index, this.connection.interior().codecs().encode(value));
	}

	@Override
	public Statement bindNull(int index, Class<?> type) {
		return add(index, this.connection.interior().codecs().encodeNull(type));
	}

	private Statement add(int index, EncodedParameter parameter) {
		if (index != this.parameters.size()) {
			throw new IllegalArgumentException("Parameter " + index + " is not the next one");
		}
		this.parameters.add(parameter);
		return this;
	}

	@Override
	public Flux<Result> execute() {
		return Flux.just(new Outcome(this));
	}

	@Override
	public Statement add() {
		throw new UnsupportedOperationException("A trip has one set of parameters");
	}

	@Override
	public Statement bind(String name, Object value) {
		throw new UnsupportedOperationException("Parameters are bound by their position");
	}

	@Override
	public Statement bindNull(String name, Class<?> type) {
		throw new UnsupportedOperationException("Parameters are bound by their position");
	}

	/** What has come of it; the statement is run when that is asked for. */
	private record Outcome(TripStatement statement) implements Result {

		@Override
		public Mono<Long> getRowsUpdated() {
			return this.statement.run((row) -> {
			});
		}

		@Override
		public <T> Flux<T> map(BiFunction<Row, RowMetadata, ? extends T> reader) {
			return Flux.defer(() -> {
				List<T> rows = new ArrayList<>();
				return this.statement.run((row) -> rows.add(reader.apply(row, row.getMetadata())))
					.thenMany(Flux.fromIterable(rows));
			});
		}

		@Override
		public Result filter(Predicate<Segment> segments) {
			throw new UnsupportedOperationException("A trip answers with all its rows");
		}

		@Override
		public <T> Publisher<T> flatMap(Function<Segment, ? extends Publisher<? extends T>> segments) {
			throw new UnsupportedOperationException("A trip answers with rows or with their number");
		}

	}

}
