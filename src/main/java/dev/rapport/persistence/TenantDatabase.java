package dev.rapport.persistence;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

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
		return inTransaction((transaction) -> rows(transaction, sql, parameters)
			.concatMap((result) -> result.map((Readable row) -> reader.apply(new Columns(row))))
			.collectList());
	}

	/** The only row of a statement; empty if there is none. */
	public <T> Mono<T> first(String sql, Function<Columns, T> reader, Object... parameters) {
		return list(sql, reader, parameters).filter((rows) -> !rows.isEmpty()).map(List::getFirst);
	}

	/** Runs a statement and tells how many rows it changed. */
	public Mono<Long> execute(String sql, Object... parameters) {
		return inTransaction((transaction) -> rows(transaction, sql, parameters).concatMap(Result::getRowsUpdated)
			.reduce(0L, Long::sum));
	}

	/**
	 * Runs one statement for each list of parameters, in order, and tells how many rows
	 * were changed in all. Does nothing for an empty list.
	 */
	public Mono<Long> executeEach(String sql, List<Object[]> rows) {
		if (rows.isEmpty()) {
			return Mono.just(0L);
		}
		return inTransaction((transaction) -> Flux.from(batch(transaction, sql, rows).execute())
			.concatMap(Result::getRowsUpdated)
			.reduce(0L, Long::sum));
	}

	/**
	 * Runs work in one transaction that commits when the work completes and rolls back
	 * when it fails, or after it in a dry run. Inside another transaction it takes part
	 * in that one. Hooks registered with {@link #afterCommit} run between the commit and
	 * the answer.
	 */
	public <T> Mono<T> transactional(Mono<T> work) {
		return inTransaction(
				(transaction) -> work.contextWrite((context) -> context.put(Transaction.class, transaction)));
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
		return shielded((context) -> Mono.usingWhen(this.connections.create(),
				(connection) -> bound(new Transaction(connection, Actors.of(context).tenant()), isolation, work,
						DryRun.in(context)),
				Connection::close, (connection, failure) -> close(connection), Connection::close));
	}

	private static <T> Mono<T> bound(Transaction transaction, IsolationLevel isolation,
			Function<Transaction, Mono<T>> work, boolean dryRun) {
		Connection connection = transaction.connection;
		Mono<T> bound = Mono.from(connection.beginTransaction(isolation))
			.then(bind(transaction))
			.then(work.apply(transaction));
		if (dryRun) {
			return bound.materialize()
				.delayUntil((outcome) -> Mono.from(connection.rollbackTransaction()))
				.dematerialize();
		}
		return bound.materialize()
			.delayUntil((outcome) -> outcome.isOnError() ? connection.rollbackTransaction()
					: connection.commitTransaction())
			.doOnNext((outcome) -> transaction.committed(!outcome.isOnError()))
			.<T>dematerialize();
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

	private static Flux<? extends Result> rows(Transaction transaction, String sql, Object... parameters) {
		return Flux.from(bind(transaction.connection.createStatement(sql), transaction.tenant, parameters).execute())
			.onErrorMap(R2dbcException.class, SqlStates::translate);
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
		statement.bind(0, tenant.value());
		for (int i = 0; i < parameters.length; i++) {
			statement.bind(i + 1, parameters[i]);
		}
		return statement;
	}

	private static Publisher<Void> close(Connection connection) {
		return connection.close();
	}

	/** Keeps a cancelled subscriber from cancelling the work. */
	private static <T> Mono<T> shielded(Function<ContextView, Mono<T>> work) {
		return Mono.deferContextual((context) -> {
			CompletableFuture<@Nullable T> running = work.apply(context).contextWrite(Context.of(context)).toFuture();
			return Mono.fromFuture(running, true);
		});
	}

	private static final class Transaction {

		private final Connection connection;

		private final TenantId tenant;

		private final List<Runnable> afterCommit = new ArrayList<>();

		Transaction(Connection connection, TenantId tenant) {
			this.connection = connection;
			this.tenant = tenant;
		}

		void committed(boolean committed) {
			if (committed) {
				this.afterCommit.forEach(Runnable::run);
			}
		}

	}

}
