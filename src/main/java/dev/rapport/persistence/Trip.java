package dev.rapport.persistence;

import java.util.List;
import java.util.function.Consumer;

import io.netty.util.ReferenceCountUtil;
import io.r2dbc.postgresql.DriverInterior;
import io.r2dbc.postgresql.api.ErrorDetails;
import io.r2dbc.postgresql.api.PostgresqlException;
import io.r2dbc.postgresql.client.Binding;
import io.r2dbc.postgresql.client.Client;
import io.r2dbc.postgresql.client.EncodedParameter;
import io.r2dbc.postgresql.client.QueryLogger;
import io.r2dbc.postgresql.message.backend.BackendMessage;
import io.r2dbc.postgresql.message.backend.CommandComplete;
import io.r2dbc.postgresql.message.backend.DataRow;
import io.r2dbc.postgresql.message.backend.ErrorResponse;
import io.r2dbc.postgresql.message.backend.NoData;
import io.r2dbc.postgresql.message.backend.ParseComplete;
import io.r2dbc.postgresql.message.backend.ReadyForQuery;
import io.r2dbc.postgresql.message.backend.RowDescription;
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
 * One statement of a tenant in one round trip: the binding to the tenant and the
 * statement are sent before one {@code Sync}, so that they make a transaction of their
 * own, which the server begins with the first and commits, or rolls back, at the
 * {@code Sync}; see the
 * <a href="https://www.postgresql.org/docs/18/protocol-flow.html">protocol</a>,
 * "Pipelining". The binding is local to that transaction: nothing of it outlives the
 * trip. Where the binding failed, the server skips the statement.
 * <p>
 * A statement whose plan went stale, or that the server has forgotten, is prepared again
 * once and makes the whole trip again; nothing of the first one has happened.
 */
final class Trip implements CoreSubscriber<BackendMessage> {

	private static final String BINDING = "select set_config('app.tenant', $1, true)";

	/**
	 * A statement that finds its rows by their keys has one plan, whichever the keys; but
	 * the server takes an array for ten keys and plans it anew each time.
	 */
	private static final String BINDING_BY_KEYS = BINDING
			+ ", set_config('plan_cache_mode', 'force_generic_plan', true)";

	private static final int[] TEXT = { 25 };

	/** The statement is not known to the server, or not any more. */
	private static final String FORGOTTEN = "26000";

	private static final String STALE = "0A000";

	private static final String STALE_ROUTINE = "RevalidateCachedQuery";

	/** Where the driver logs its own statements. */
	private static final Logger QUERIES = LoggerFactory.getLogger("io.r2dbc.postgresql.QUERY");

	private final TripStatement statement;

	private final Consumer<? super Row> reader;

	private final MonoSink<Long> answer;

	private final PreparedStatements prepared;

	private final Binding parameters;

	private final Prepared binding;

	private final Prepared select;

	private final TripMessage message;

	private boolean bound;

	private boolean first = true;

	private boolean begun;

	private long rows;

	private @Nullable RuntimeException failure;

	private Trip(TripStatement statement, Consumer<? super Row> reader, MonoSink<Long> answer) {
		this.statement = statement;
		this.reader = reader;
		this.answer = answer;
		this.prepared = statement.connection().prepared();
		this.parameters = parameters(statement.parameters());
		this.binding = this.prepared.of(statement.ticket().byKeys() ? BINDING_BY_KEYS : BINDING, TEXT);
		this.select = this.prepared.of(statement.sql(), this.parameters.getParameterTypes());
		this.message = TripMessage.of(statement, this.parameters, this.binding, this.select);
	}

	/** Makes the trip; what has begun can't be called back. */
	static void begin(TripStatement statement, Consumer<? super Row> reader, MonoSink<Long> answer) {
		new Trip(statement, reader, answer).send();
	}

	private static Binding parameters(List<EncodedParameter> parameters) {
		Binding binding = new Binding(parameters.size());
		for (int i = 0; i < parameters.size(); i++) {
			binding.add(i, parameters.get(i));
		}
		return binding;
	}

	private void send() {
		Client client = this.statement.connection().interior().client();
		if (QUERIES.isDebugEnabled()) {
			QueryLogger.logQuery(client.getContext(), this.statement.sql());
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
			case ParseComplete _ -> this.prepared.keep(this.binding.isParsed() ? this.select : this.binding);
			case RowDescription columns -> this.select.describe(this.statement.connection().interior().shape(columns));
			case NoData _ -> this.select.describe(null);
			case ErrorResponse refused -> fail(DriverInterior.failure(refused, this.statement.sql()));
			default -> ReferenceCountUtil.release(message);
		}
	}

	/** The row of the binding is passed over. */
	private void read(DataRow data) {
		DriverInterior.Shape shape = this.select.shape();
		try {
			if (this.bound && this.failure == null && shape != null) {
				this.begun = true;
				this.reader.accept(this.statement.connection().interior().row(data, shape));
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
		Long count = complete.getRows();
		if (this.bound && count != null) {
			this.rows += count;
		}
		this.bound = true;
	}

	/** What failed first is told. */
	private void fail(RuntimeException failure) {
		if (this.failure == null) {
			this.failure = failure;
		}
	}

	@Override
	public void onError(Throwable failure) {
		this.message.drop();
		this.answer.error(failure);
	}

	@Override
	public void onComplete() {
		if (this.failure == null) {
			this.answer.success(this.rows);
		}
		else if (this.first && !this.begun && isUnprepared(this.failure)) {
			again();
		}
		else {
			this.answer.error(this.failure);
		}
	}

	private void again() {
		try {
			Trip second = new Trip(this.statement, this.reader, this.answer);
			second.first = false;
			second.send();
		}
		catch (RuntimeException ex) {
			this.answer.error(ex);
		}
	}

	private boolean isUnprepared(RuntimeException failure) {
		if (!(failure instanceof PostgresqlException refused)) {
			return false;
		}
		ErrorDetails details = refused.getErrorDetails();
		if (details.getCode().equals(FORGOTTEN)) {
			this.prepared.forgetAll();
			return true;
		}
		boolean stale = details.getCode().equals(STALE)
				&& details.getRoutine().filter(STALE_ROUTINE::equals).isPresent();
		if (stale) {
			this.prepared.forget(this.select);
		}
		return stale;
	}

}
