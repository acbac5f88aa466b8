package dev.rapport.persistence;

import java.util.ArrayList;
import java.util.List;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Statement;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.persistence.TripConnection.Ticket;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.TenantId;

/**
 * A transaction of one caller. Where the connection makes trips, it begins with its first
 * statement; the statements of a rehearsal and of other connections are the driver's.
 */
final class Transaction {

	private final Connection connection;

	private final Actor actor;

	private final IsolationLevel isolation;

	/** Null if statements are the driver's. */
	private final @Nullable Boarding boarding;

	private final List<Runnable> afterCommit = new ArrayList<>();

	private Transaction(Connection connection, Actor actor, IsolationLevel isolation, @Nullable Boarding boarding) {
		this.connection = connection;
		this.actor = actor;
		this.isolation = isolation;
		this.boarding = boarding;
	}

	static Transaction of(Connection connection, Actor actor, IsolationLevel isolation) {
		return new Transaction(connection, actor, isolation,
				(TripConnection.under(connection) == null) ? null : Boarding.transaction(actor.tenant(), isolation));
	}

	/**
	 * One whose steps are undone one by one, so each statement is sent when it is run.
	 */
	static Transaction rehearsed(Connection connection, Actor actor) {
		return new Transaction(connection, actor, IsolationLevel.READ_COMMITTED, null);
	}

	Connection connection() {
		return this.connection;
	}

	Actor actor() {
		return this.actor;
	}

	TenantId tenant() {
		return this.actor.tenant();
	}

	/** Begins and binds; the second does not wait for the first. */
	Mono<Void> begin() {
		return (this.boarding != null) ? Mono.empty()
				: Mono.defer(
						() -> Flux
							.mergeSequential(this.connection.beginTransaction(this.isolation),
									Flux.from(this.connection.createStatement(Boarding.BINDING)
										.bind(0, tenant().toString())
										.fetchSize(0)
										.execute()).concatMap((result) -> result.getRowsUpdated()).then())
							.then());
	}

	/**
	 * A statement of this transaction.
	 * @param later whether it is sent with the next one, where that can be
	 */
	Statement statement(String sql, boolean later) {
		Statement statement = (this.boarding == null) ? null
				: TripConnection.statement(this.connection, sql, new Ticket(this.boarding, later));
		if (statement != null) {
			return statement;
		}
		Statement driven = this.connection.createStatement(sql);
		// changes the statement itself; a wrapped one answers with what it wraps, so the
		// answer is not used
		driven.fetchSize(0);
		return driven;
	}

	void afterCommit(Runnable hook) {
		this.afterCommit.add(hook);
	}

	/**
	 * Commits, in one trip with what nobody has waited for yet, and runs the hooks. If
	 * that fails, nothing has happened, unless the failure says that nobody knows.
	 */
	Mono<Void> commit() {
		return Mono.defer(() -> {
			TripConnection trips = TripConnection.under(this.connection);
			return (this.boarding != null && trips != null && this.boarding.hasWaiting()) ? this.boarding.commit(trips)
					: Mono.from(this.connection.commitTransaction())
						.onErrorMap(R2dbcException.class, SqlStates::translateCommit);
		}).doOnSuccess((done) -> this.afterCommit.forEach(Runnable::run));
	}

	Mono<Void> rollback() {
		return Mono.from(this.connection.rollbackTransaction());
	}

}
