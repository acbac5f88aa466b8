package dev.rapport.persistence;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Statement;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.TenantId;

/**
 * The database as one tenant sees it. In every statement {@code $1} is the caller's
 * tenant and is bound here; the statement's own parameters start at {@code $2}. Where a
 * statement asks {@code seen(kind, alias)}, the caller's rights take its place;
 * {@code behind(kind, column)} asks it of the record that a row refers to. Where it reads
 * totals, {@code owned(kind, alias)} and {@code besides(kind, alias)} tell what is seen
 * for its owner's sake from what is seen besides. Outside {@link #transactional} a
 * statement runs in a transaction of its own.
 * <p>
 * Work that has begun is finished: cancelling a subscriber abandons the answer but not
 * the statement, because a cancelled query can leave its connection deaf for good. The
 * statement timeout of the connection bounds what is abandoned. Lists are collected
 * before they are handed on, so their statements must limit their rows.
 */
@Component
public final class TenantDatabase {

	private static final String TIMED = "rapport.database";

	/** Those of the rooms; what opens and ends a transaction is not counted. */
	private static final Counter STATEMENTS = Counter.builder("rapport.statements")
		.description("Statements that were run for a tenant")
		.register(Metrics.globalRegistry);

	private static final Timer DONE = timer("done");

	private static final Timer FAILED = timer("failed");

	private final ConnectionFactory connections;

	private final RowRights rights;

	TenantDatabase(ConnectionFactory connections, RowRights rights) {
		this.connections = connections;
		this.rights = rights;
	}

	/** All rows of a statement, in its order. */
	public <T> Mono<List<T>> list(String sql, Function<Columns, T> reader, Object... parameters) {
		return single(false, sql, parameters, (statement) -> Statements.read(statement, reader));
	}

	/**
	 * All rows of a statement that finds them by their keys, or by their place in an
	 * index alone, in its order. For who reaches everything one plan fits all its
	 * parameters, however many keys there are, so PostgreSQL plans it once for a
	 * connection.
	 */
	public <T> Mono<List<T>> byKeys(String sql, Function<Columns, T> reader, Object... parameters) {
		return single(true, sql, parameters, (statement) -> Statements.read(statement, reader));
	}

	/** All rows of a statement that was built, in its order. */
	public <T> Mono<List<T>> list(Query query, Function<Columns, T> reader) {
		return list(query.text(), reader, query.parameters());
	}

	/** The only row of a statement; empty if there is none. */
	public <T> Mono<T> first(String sql, Function<Columns, T> reader, Object... parameters) {
		return list(sql, reader, parameters).filter((rows) -> !rows.isEmpty()).map(List::getFirst);
	}

	/**
	 * The only row of a function that looks across tenants for one narrow purpose, such
	 * as signing in; empty if there is none. No tenant is bound, so row-level security
	 * shows no table; the parameters start at {@code $1}.
	 */
	public <T> Mono<T> lookup(String sql, Function<Columns, T> reader, Object... parameters) {
		return unbound((connection) -> Statements
			.read(Statements.bindAll(connection.createStatement(sql), 0, parameters), reader))
			.filter((rows) -> !rows.isEmpty())
			.map(List::getFirst);
	}

	/**
	 * Calls a procedure that works across tenants for one narrow purpose, such as upkeep.
	 * No tenant is bound, as for {@link #lookup}.
	 */
	public Mono<Void> call(String sql, Object... parameters) {
		return unbound(
				(connection) -> Statements.changed(Statements.bindAll(connection.createStatement(sql), 0, parameters)))
			.then();
	}

	/** Runs a statement and tells how many rows it changed. */
	public Mono<Long> execute(String sql, Object... parameters) {
		return single(false, sql, parameters, Statements::changed);
	}

	/**
	 * Changes one row, or fails the surrounding transaction if the statement changes
	 * another number. The server itself sees to that, so that the commit can go along. It
	 * is sent as by {@link #later}.
	 * @param sql begins with what it does, without {@code with}
	 */
	public Mono<Void> write(String sql, Object... parameters) {
		return later("with changed as (" + sql + " returning 1) select exactly(count(*), 1) from changed", parameters);
	}

	/**
	 * Runs a statement that nobody waits for, whatever number of rows it changes. It is
	 * sent with the transaction's next statement whose answer somebody waits for, or with
	 * the commit, so that is also what fails if this does.
	 */
	public Mono<Void> later(String sql, Object... parameters) {
		return transactional(Mono.deferContextual(
				(context) -> Statements.changed(statement(context.get(Transaction.class), true, sql, parameters))
					.then()));
	}

	/**
	 * Inserts rows, in order, by a statement that is written for one; see
	 * {@link ManyRows}. Does nothing for an empty list. The rows are sent as by
	 * {@link #later}.
	 */
	public Mono<Void> insertAll(String sql, List<Object[]> rows) {
		return rows.isEmpty() ? Mono.empty()
				: Flux.fromIterable(ManyRows.of(sql, rows))
					.concatMap((part) -> later(part.sql(), part.parameters()))
					.then()
					.as(this::transactional);
	}

	/**
	 * Runs work in one transaction that commits when the work completes and rolls back
	 * when it fails. Inside another transaction it takes part in that one; in a rehearsal
	 * it commits nothing, but later steps see what it did. A {@link Witness} in the
	 * context takes part. Hooks registered with {@link #afterCommit} run between the
	 * commit and the answer.
	 */
	public <T> Mono<T> transactional(Mono<T> work) {
		return Mono.deferContextual((context) -> {
			Witness witness = Witness.in(context);
			return context.hasKey(Transaction.class) ? work
					: open(IsolationLevel.READ_COMMITTED, (transaction) -> testify(transaction, witness).then(work)
						.contextWrite((inner) -> inner.put(Transaction.class, transaction)));
		});
	}

	/**
	 * Runs work as a rehearsal: all its transactions and statements are steps of one
	 * transaction, which is rolled back when the work has completed. Each step sees what
	 * the ones before it did, so what the work answers is what would have been. Holds one
	 * connection until then; steps that the work begins at the same time are done one by
	 * one.
	 */
	public <T> Mono<T> rehearse(DryRun dryRun, Mono<T> work) {
		return Mono.deferContextual((context) -> unbound((connection) -> {
			Transaction transaction = Transaction.rehearsed(connection, Actors.of(context));
			Rehearsal rehearsal = new Rehearsal(transaction);
			return transaction.begin()
				.then(work)
				.contextWrite((inner) -> inner.putAll(dryRun.context().readOnly()).put(Rehearsal.class, rehearsal))
				.materialize()
				.delayUntil((outcome) -> rehearsal.end().then(transaction.rollback()))
				.dematerialize();
		}));
	}

	/** Runs reads that see one and the same state of the database. */
	public <T> Mono<T> snapshot(Mono<T> reads) {
		return open(IsolationLevel.REPEATABLE_READ,
				(transaction) -> reads.contextWrite((context) -> context.put(Transaction.class, transaction)));
	}

	/** Registers what must happen once the surrounding transaction has committed. */
	public Mono<Void> afterCommit(Runnable hook) {
		return Mono.deferContextual((context) -> {
			context.<Transaction>get(Transaction.class).afterCommit(hook);
			return Mono.empty();
		});
	}

	/**
	 * Runs one statement in the surrounding transaction, or in one of its own, which is a
	 * single round trip: see decision 0026.
	 */
	private <T> Mono<T> single(boolean byKeys, String sql, Object[] parameters, Function<Statement, Mono<T>> run) {
		return Mono.deferContextual((context) -> {
			if (context.hasKey(Transaction.class)) {
				return run.apply(statement(context.get(Transaction.class), false, sql, parameters));
			}
			Rehearsal rehearsal = context.getOrDefault(Rehearsal.class, null);
			Actor actor = Actors.of(context);
			return (rehearsal == null) ? unbound((connection) -> alone(connection, actor, byKeys, sql, parameters, run))
					: rehearsal
						.step(Mono.defer(() -> run.apply(statement(rehearsal.transaction(), false, sql, parameters))));
		});
	}

	private <T> Mono<T> alone(Connection connection, Actor actor, boolean byKeys, String sql, Object[] parameters,
			Function<Statement, Mono<T>> run) {
		RowRights.Statement own = this.rights.write(sql, parameters, actor);
		boolean onePlan = byKeys && own.parameters().length == parameters.length;
		Statement statement = TripConnection.statement(connection, own.sql(),
				TripConnection.Ticket.of(Boarding.alone(actor.tenant(), onePlan)));
		if (statement == null) {
			return within(Transaction.of(connection, actor, IsolationLevel.READ_COMMITTED),
					(transaction) -> run.apply(statement(transaction, false, sql, parameters)));
		}
		STATEMENTS.increment();
		return run.apply(Statements.bind(statement, actor.tenant(), own.parameters()));
	}

	private <T> Mono<T> open(IsolationLevel isolation, Function<Transaction, Mono<T>> work) {
		return Mono.deferContextual((context) -> {
			Rehearsal rehearsal = context.getOrDefault(Rehearsal.class, null);
			return (rehearsal == null)
					? unbound((connection) -> within(Transaction.of(connection, Actors.of(context), isolation), work))
					: rehearsal.step(Mono.defer(() -> work.apply(rehearsal.transaction())));
		});
	}

	private <T> Mono<T> unbound(Function<Connection, Mono<T>> work) {
		return Mono.usingWhen(this.connections.create(), work, TenantDatabase::giveBack)
			.as(TenantDatabase::timed)
			.onErrorMap(R2dbcException.class, SqlStates::translate)
			.as(Shield::fromCancellation);
	}

	/** What the work came to stands, even if its connection is beyond a farewell. */
	private static Mono<Void> giveBack(Connection connection) {
		return Mono.from(connection.close()).onErrorComplete();
	}

	private static <T> Mono<T> timed(Mono<T> use) {
		return Mono.defer(() -> {
			long start = System.nanoTime();
			return use.doOnSuccess((done) -> DONE.record(System.nanoTime() - start, TimeUnit.NANOSECONDS))
				.doOnError((failed) -> FAILED.record(System.nanoTime() - start, TimeUnit.NANOSECONDS));
		});
	}

	private static Timer timer(String outcome) {
		return Timer.builder(TIMED)
			.description("One use of the database, the wait for a connection included")
			.tag("outcome", outcome)
			.register(Metrics.globalRegistry);
	}

	private static <T> Mono<T> within(Transaction transaction, Function<Transaction, Mono<T>> work) {
		return transaction.begin()
			.then(Mono.defer(() -> work.apply(transaction)))
			.onErrorResume((failure) -> transaction.rollback().then(Mono.error(failure)))
			.materialize()
			.delayUntil((outcome) -> outcome.isOnError() ? Mono.empty() : committed(transaction))
			.dematerialize();
	}

	/** A rollback that fails has nothing left to undo: the connection is gone. */
	private static Mono<Void> committed(Transaction transaction) {
		return transaction.commit()
			.onErrorResume((failure) -> transaction.rollback().onErrorComplete().then(Mono.error(failure)));
	}

	private Mono<Void> testify(Transaction transaction, @Nullable Witness witness) {
		return (witness == null) ? Mono.empty()
				: Statements.changed(statement(transaction, false, witness.sql(), witness.parameters().toArray()))
					.filter((rows) -> rows == 1)
					.switchIfEmpty(Mono.error(witness::otherwise))
					.then();
	}

	private Statement statement(Transaction transaction, boolean later, String sql, Object... parameters) {
		STATEMENTS.increment();
		RowRights.Statement own = this.rights.write(sql, parameters, transaction.actor());
		return Statements.bind(transaction.statement(own.sql(), later), transaction.tenant(), own.parameters());
	}

}
