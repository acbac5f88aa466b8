package dev.rapport.persistence;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.TenantId;

/**
 * The database as one tenant sees it. In every statement {@code $1} is the caller's
 * tenant and is bound here; the statement's own parameters start at {@code $2}. Outside
 * {@link #transactional} a statement runs in a transaction of its own.
 * <p>
 * Work that has begun is finished: cancelling a subscriber abandons the answer but not
 * the statement, because a cancelled query can leave its connection deaf for good. The
 * statement timeout of the connection bounds what is abandoned. Lists are collected
 * before they are handed on, so their statements must limit their rows.
 */
@Component
public final class TenantDatabase {

	private final ConnectionFactory connections;

	TenantDatabase(ConnectionFactory connections) {
		this.connections = connections;
	}

	/** All rows of a statement, in its order. */
	public <T> Mono<List<T>> list(String sql, Function<Columns, T> reader, Object... parameters) {
		return inTransaction((transaction) -> read(statement(transaction, sql, parameters), reader));
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
		return unbound((connection) -> read(bindAll(connection.createStatement(sql), 0, parameters), reader))
			.filter((rows) -> !rows.isEmpty())
			.map(List::getFirst);
	}

	/**
	 * Calls a procedure that works across tenants for one narrow purpose, such as upkeep.
	 * No tenant is bound, as for {@link #lookup}.
	 */
	public Mono<Void> call(String sql, Object... parameters) {
		return unbound((connection) -> changed(bindAll(connection.createStatement(sql), 0, parameters))).then();
	}

	/** Runs a statement and tells how many rows it changed. */
	public Mono<Long> execute(String sql, Object... parameters) {
		return inTransaction((transaction) -> changed(statement(transaction, sql, parameters)));
	}

	/**
	 * Runs one statement for each list of parameters, in order, and tells how many rows
	 * were changed in all. Does nothing for an empty list.
	 */
	public Mono<Long> executeEach(String sql, List<Object[]> rows) {
		if (rows.isEmpty()) {
			return Mono.just(0L);
		}
		return inTransaction((transaction) -> changed(batch(transaction, sql, rows)));
	}

	/**
	 * Runs work in one transaction that commits when the work completes and rolls back
	 * when it fails, or after it in a dry run. Inside another transaction it takes part
	 * in that one. A {@link Witness} in the context takes part. Hooks registered with
	 * {@link #afterCommit} run between the commit and the answer.
	 */
	public <T> Mono<T> transactional(Mono<T> work) {
		return Mono.deferContextual((context) -> {
			Witness witness = Witness.in(context);
			return context.hasKey(Transaction.class) ? work
					: open(IsolationLevel.READ_COMMITTED, (transaction) -> testify(transaction, witness).then(work)
						.contextWrite((inner) -> inner.put(Transaction.class, transaction)));
		});
	}

	/** Runs reads that see one and the same state of the database. */
	public <T> Mono<T> snapshot(Mono<T> reads) {
		return open(IsolationLevel.REPEATABLE_READ,
				(transaction) -> reads.contextWrite((context) -> context.put(Transaction.class, transaction)));
	}

	/** Registers what must happen once the surrounding transaction has committed. */
	public Mono<Void> afterCommit(Runnable hook) {
		return Mono.deferContextual((context) -> {
			context.<Transaction>get(Transaction.class).afterCommit.add(hook);
			return Mono.empty();
		});
	}

	private <T> Mono<T> inTransaction(Function<Transaction, Mono<T>> work) {
		return Mono.deferContextual((context) -> context.hasKey(Transaction.class)
				? work.apply(context.get(Transaction.class)) : open(IsolationLevel.READ_COMMITTED, work));
	}

	private <T> Mono<T> open(IsolationLevel isolation, Function<Transaction, Mono<T>> work) {
		return Mono.deferContextual(
				(context) -> unbound((connection) -> within(new Transaction(connection, Actors.of(context).tenant()),
						isolation, work, DryRun.in(context))));
	}

	private <T> Mono<T> unbound(Function<Connection, Mono<T>> work) {
		return Mono.usingWhen(this.connections.create(), work, Connection::close)
			.onErrorMap(R2dbcException.class, SqlStates::translate)
			.as(Shield::fromCancellation);
	}

	private static <T> Mono<T> within(Transaction transaction, IsolationLevel isolation,
			Function<Transaction, Mono<T>> work, boolean dryRun) {
		return Mono.from(transaction.connection.beginTransaction(isolation))
			.then(bind(transaction))
			.then(Mono.defer(() -> work.apply(transaction)))
			.materialize()
			.delayUntil((outcome) -> transaction.end(outcome.isOnError() || dryRun))
			.dematerialize();
	}

	private static Mono<Void> testify(Transaction transaction, @Nullable Witness witness) {
		return (witness == null) ? Mono.empty()
				: changed(statement(transaction, witness.sql(), witness.parameters().toArray()))
					.filter((rows) -> rows == 1)
					.switchIfEmpty(Mono.error(witness::otherwise))
					.then();
	}

	private static Mono<Void> bind(Transaction transaction) {
		return Flux
			.from(transaction.connection.createStatement("select set_config('app.tenant', $1, true)")
				.bind(0, transaction.tenant.toString())
				.fetchSize(0)
				.execute())
			.concatMap((result) -> result.map((row, metadata) -> Boolean.TRUE))
			.then();
	}

	private static <T> Mono<List<T>> read(Statement statement, Function<Columns, T> reader) {
		return Flux.from(statement.execute())
			.concatMap((result) -> result.map((Readable row) -> reader.apply(new Columns(row))))
			.collectList();
	}

	private static Mono<Long> changed(Statement statement) {
		return Flux.from(statement.execute()).concatMap(Result::getRowsUpdated).reduce(0L, Long::sum);
	}

	private static Statement statement(Transaction transaction, String sql, Object... parameters) {
		return bind(transaction.connection.createStatement(sql), transaction.tenant, parameters);
	}

	private static Statement batch(Transaction transaction, String sql, List<Object[]> rows) {
		Statement statement = transaction.connection.createStatement(sql);
		bind(statement, transaction.tenant, rows.getFirst());
		for (Object[] row : rows.subList(1, rows.size())) {
			bind(statement.add(), transaction.tenant, row);
		}
		return statement;
	}

	private static Statement bind(Statement statement, TenantId tenant, Object... parameters) {
		return bindAll(statement.bind(0, tenant.value()), 1, parameters);
	}

	private static Statement bindAll(Statement statement, int first, Object... parameters) {
		for (int i = 0; i < parameters.length; i++) {
			statement.bind(first + i, parameters[i]);
		}
		return statement;
	}

	private static final class Transaction {

		private final Connection connection;

		private final TenantId tenant;

		private final List<Runnable> afterCommit = new ArrayList<>();

		Transaction(Connection connection, TenantId tenant) {
			this.connection = connection;
			this.tenant = tenant;
		}

		Mono<Void> end(boolean rollback) {
			return rollback ? Mono.from(this.connection.rollbackTransaction())
					: Mono.from(this.connection.commitTransaction())
						.doOnSuccess((done) -> this.afterCommit.forEach(Runnable::run));
		}

	}

}
