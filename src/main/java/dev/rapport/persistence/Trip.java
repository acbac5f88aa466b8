package dev.rapport.persistence;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import io.netty.util.ReferenceCountUtil;
import io.r2dbc.postgresql.DriverInterior;
import io.r2dbc.postgresql.api.ErrorDetails;
import io.r2dbc.postgresql.api.PostgresqlException;
import io.r2dbc.postgresql.client.Client;
import io.r2dbc.postgresql.client.QueryLogger;
import io.r2dbc.postgresql.message.backend.BackendMessage;
import io.r2dbc.postgresql.message.backend.CommandComplete;
import io.r2dbc.postgresql.message.backend.DataRow;
import io.r2dbc.postgresql.message.backend.ErrorResponse;
import io.r2dbc.postgresql.message.backend.NoData;
import io.r2dbc.postgresql.message.backend.ParseComplete;
import io.r2dbc.postgresql.message.backend.ReadyForQuery;
import io.r2dbc.postgresql.message.backend.RowDescription;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Row;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

import dev.rapport.persistence.PreparedStatements.Prepared;

/**
 * Statements of a tenant in one round trip: all are sent before one {@code Sync}. What
 * comes first binds them to the tenant; a lone statement and its binding make a
 * transaction of their own, which the server begins with the first and commits, or rolls
 * back, at the {@code Sync}; see the
 * <a href="https://www.postgresql.org/docs/18/protocol-flow.html">protocol</a>,
 * "Pipelining". The binding is local to the transaction: nothing of it outlives that.
 * Where a statement failed, the server skips those behind it. The rows of the last one
 * are read, those of the others passed over.
 * <p>
 * A lone statement whose plan went stale, or that the server has forgotten, is prepared
 * again once and makes the whole trip again; nothing of the first one has happened.
 */
final class Trip implements CoreSubscriber<BackendMessage> {

	/** The statement is not known to the server, or not any more. */
	private static final String FORGOTTEN = "26000";

	private static final String STALE = "0A000";

	private static final String STALE_ROUTINE = "RevalidateCachedQuery";

	/** Where the driver logs its own statements. */
	private static final Logger QUERIES = LoggerFactory.getLogger("io.r2dbc.postgresql.QUERY");

	private final TripConnection connection;

	private final List<Leg> legs;

	private final List<Prepared> statements;

	private final Consumer<? super Row> reader;

	private final MonoSink<Long> answer;

	private final TripMessage message;

	/** The statement that the server is at. */
	private int at;

	private boolean repeatable;

	private long rows;

	private @Nullable RuntimeException failure;

	/**
	 * A trip that is yet to be sent.
	 * @param legs the statements
	 * @param repeatable whether it may be made again if the server has forgotten one
	 * @throws RuntimeException if a parameter can't be written
	 */
	Trip(TripConnection connection, List<Leg> legs, boolean repeatable, Consumer<? super Row> reader,
			MonoSink<Long> answer) {
		this.connection = connection;
		this.legs = legs;
		this.repeatable = repeatable;
		this.reader = reader;
		this.answer = answer;
		this.statements = connection.prepared().all(legs);
		this.message = TripMessage.of(connection, legs, this.statements);
	}

	/** Makes the trip; what has begun can't be called back. */
	void send() {
		Client client = this.connection.interior().client();
		if (QUERIES.isDebugEnabled()) {
			this.legs.forEach((leg) -> QueryLogger.logQuery(client.getContext(), leg.sql()));
		}
		client.exchange(ReadyForQuery.class::isInstance, Mono.just(this.message)).subscribe(this);
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		subscription.request(Long.MAX_VALUE);
	}

	@Override
	public void onNext(BackendMessage message) {
		switch (message) {
			case DataRow row -> read(row);
			case CommandComplete complete -> complete(complete);
			case ParseComplete _ -> this.connection.prepared().keep(statement());
			case RowDescription columns -> statement().describe(this.connection.interior().shape(columns));
			case NoData _ -> statement().describe(null);
			case ErrorResponse refused -> refuse(DriverInterior.failure(refused, leg().sql()));
			default -> ReferenceCountUtil.release(message);
		}
	}

	private void read(DataRow data) {
		DriverInterior.Shape shape = statement().shape();
		try {
			if (isLast() && this.failure == null && shape != null) {
				this.repeatable = false;
				Row row = this.connection.interior().row(data, shape);
				this.reader.accept(new TripRow(row, data.getColumns(), shape.binary()));
			}
		}
		catch (RuntimeException ex) {
			fail(ex);
		}
		finally {
			data.release();
		}
	}

	private void complete(CommandComplete complete) {
		this.rows = Objects.requireNonNullElse(complete.getRows(), 0L);
		this.at = Math.min(this.at + 1, this.legs.size() - 1);
	}

	private boolean isLast() {
		return this.at == this.legs.size() - 1;
	}

	private Leg leg() {
		return this.legs.get(this.at);
	}

	private Prepared statement() {
		return this.statements.get(this.at);
	}

	/**
	 * Where the server refused a statement before the commit, it did not come to that.
	 */
	private void refuse(R2dbcException refused) {
		fail((leg() == Leg.COMMIT) ? SqlStates.translateCommit(refused) : refused);
	}

	/** What failed first is told. */
	private void fail(RuntimeException failure) {
		if (this.failure == null) {
			this.failure = failure;
		}
	}

	/** What the server said last is known, even if it broke off right after. */
	@Override
	public void onError(Throwable failure) {
		this.message.drop();
		this.answer.error((this.failure != null) ? this.failure : lost(failure));
	}

	private Throwable lost(Throwable failure) {
		return (failure instanceof R2dbcException broken && this.legs.getLast() == Leg.COMMIT)
				? SqlStates.translateCommit(broken) : failure;
	}

	@Override
	public void onComplete() {
		if (this.failure == null) {
			this.answer.success(this.rows);
		}
		else if (isUnprepared(this.failure) && this.repeatable) {
			again();
		}
		else {
			this.answer.error(this.failure);
		}
	}

	private void again() {
		try {
			new Trip(this.connection, this.legs, false, this.reader, this.answer).send();
		}
		catch (RuntimeException ex) {
			this.answer.error(ex);
		}
	}

	/** Has the statement parsed again the next time, if the server can't run it. */
	private boolean isUnprepared(RuntimeException failure) {
		if (!(failure instanceof PostgresqlException refused)) {
			return false;
		}
		ErrorDetails details = refused.getErrorDetails();
		if (details.getCode().equals(FORGOTTEN)) {
			this.connection.prepared().forgetAll();
			return true;
		}
		boolean stale = details.getCode().equals(STALE)
				&& details.getRoutine().filter(STALE_ROUTINE::equals).isPresent();
		if (stale) {
			this.connection.prepared().forget(statement());
		}
		return stale;
	}

}
