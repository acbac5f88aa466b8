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

	Statement statement(String sql, Sending sending) {
		Statement statement = (this.boarding == null) ? null : TripConnection.statement(this.connection, sql,
				new Ticket(this.boarding, sending.later(), sending.rows()));
		if (statement != null) {
			return statement;
		}
		Statement driven = this.connection.createStatement(sql);
		// changes the statement itself; a wrapped one answers with what it wraps, so the
		// answer is not used
		driven.fetchSize(0);
		return driven;
	}

	/** Sends what nobody has waited for yet; fails if that does. */
	Mono<Void> sent() {
		TripConnection trips = TripConnection.under(this.connection);
		return (this.boarding == null || trips == null) ? Mono.empty() : this.boarding.send(trips);
	}

	void afterCommit(Runnable hook) {
		this.afterCommit.add(hook);
	}

	Mono<Void> end(boolean rollback) {
		return rollback ? Mono.from(this.connection.rollbackTransaction())
				: Mono.from(this.connection.commitTransaction())
					.onErrorMap(R2dbcException.class, SqlStates::translateCommit)
					.doOnSuccess((done) -> this.afterCommit.forEach(Runnable::run));
	}

	/**
	 * How a statement is sent.
	 *
	 * @param later with the next one, where that can be
	 * @param rows how many rows it must change, or {@link Leg#ANY}
	 */
	record Sending(boolean later, long rows) {

		static final Sending NOW = new Sending(false, Leg.ANY);

	}

}
