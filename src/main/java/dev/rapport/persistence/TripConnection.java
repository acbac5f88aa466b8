package dev.rapport.persistence;

import java.time.Duration;

import io.r2dbc.postgresql.DriverInterior;
import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionMetadata;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.TransactionDefinition;
import io.r2dbc.spi.ValidationDepth;
import io.r2dbc.spi.Wrapped;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * A connection of the driver that can also run a statement in a {@link Trip}. Everything
 * else is left to the driver.
 */
final class TripConnection implements Connection, Wrapped<Connection> {

	private final Connection driver;

	private final DriverInterior interior;

	private final PreparedStatements prepared = new PreparedStatements();

	private @Nullable Ticket next;

	/** By the clock of the process; null if it has not come back to the pool yet. */
	private volatile @Nullable Long restsSince;

	private TripConnection(Connection driver, DriverInterior interior) {
		this.driver = driver;
		this.interior = interior;
	}

	/** The connection, and with trips if it is the driver's. */
	static Connection of(Connection connection) {
		DriverInterior interior = DriverInterior.of(connection);
		return (interior == null) ? connection : new TripConnection(connection, interior);
	}

	/**
	 * A statement that makes a trip of its own; null if there is no such connection under
	 * this one. It is created through all that lies between, so whoever watches sees it.
	 */
	static @Nullable Statement statement(Connection connection, String sql, Ticket ticket) {
		TripConnection own = under(connection);
		if (own == null) {
			return null;
		}
		synchronized (own) {
			own.next = ticket;
			try {
				return connection.createStatement(sql);
			}
			finally {
				own.next = null;
			}
		}
	}

	/** The connection that makes trips under one; null if there is none. */
	static @Nullable TripConnection under(Object connection) {
		Object layer = connection;
		while (layer instanceof Wrapped<?> wrapped) {
			if (layer instanceof TripConnection own) {
				return own;
			}
			layer = wrapped.unwrap();
		}
		return null;
	}

	/** It has come back to the pool. */
	void rest() {
		this.restsSince = System.nanoTime();
	}

	/** Whether it came back no longer ago than that. */
	boolean hasJustRested(Duration time) {
		Long since = this.restsSince;
		return since != null && System.nanoTime() - since < time.toNanos();
	}

	DriverInterior interior() {
		return this.interior;
	}

	PreparedStatements prepared() {
		return this.prepared;
	}

	@Override
	public Statement createStatement(String sql) {
		return (this.next == null) ? this.driver.createStatement(sql) : new TripStatement(this, sql, this.next);
	}

	@Override
	public Connection unwrap() {
		return this.driver;
	}

	@Override
	public Publisher<Void> beginTransaction() {
		return this.driver.beginTransaction();
	}

	@Override
	public Publisher<Void> beginTransaction(TransactionDefinition definition) {
		return this.driver.beginTransaction(definition);
	}

	@Override
	public Publisher<Void> close() {
		return this.driver.close();
	}

	@Override
	public Publisher<Void> commitTransaction() {
		return this.driver.commitTransaction();
	}

	@Override
	public Batch createBatch() {
		return this.driver.createBatch();
	}

	@Override
	public Publisher<Void> createSavepoint(String name) {
		return this.driver.createSavepoint(name);
	}

	@Override
	public boolean isAutoCommit() {
		return this.driver.isAutoCommit();
	}

	@Override
	public ConnectionMetadata getMetadata() {
		return this.driver.getMetadata();
	}

	@Override
	public IsolationLevel getTransactionIsolationLevel() {
		return this.driver.getTransactionIsolationLevel();
	}

	@Override
	public Publisher<Void> releaseSavepoint(String name) {
		return this.driver.releaseSavepoint(name);
	}

	@Override
	public Publisher<Void> rollbackTransaction() {
		return this.driver.rollbackTransaction();
	}

	@Override
	public Publisher<Void> rollbackTransactionToSavepoint(String name) {
		return this.driver.rollbackTransactionToSavepoint(name);
	}

	@Override
	public Publisher<Void> setAutoCommit(boolean autoCommit) {
		return this.driver.setAutoCommit(autoCommit);
	}

	@Override
	public Publisher<Void> setLockWaitTimeout(Duration timeout) {
		return this.driver.setLockWaitTimeout(timeout);
	}

	@Override
	public Publisher<Void> setStatementTimeout(Duration timeout) {
		return this.driver.setStatementTimeout(timeout);
	}

	@Override
	public Publisher<Void> setTransactionIsolationLevel(IsolationLevel isolation) {
		return this.driver.setTransactionIsolationLevel(isolation);
	}

	@Override
	public Publisher<Boolean> validate(ValidationDepth depth) {
		return this.driver.validate(depth);
	}

	@Override
	public String toString() {
		return this.driver.toString();
	}

	/**
	 * How a statement travels.
	 *
	 * @param boarding what goes along with it
	 * @param later whether nobody waits for its answer
	 */
	record Ticket(Boarding boarding, boolean later) {

		static Ticket of(Boarding boarding) {
			return new Ticket(boarding, false);
		}

	}

}
