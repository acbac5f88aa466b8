package dev.rapport.persistence;

import java.util.ArrayList;
import java.util.List;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import reactor.core.publisher.Mono;

import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.TenantId;

/** A transaction of one caller. */
final class Transaction {

	private final Connection connection;

	private final Actor actor;

	/** Whether the commit is on its way already: then rows can't come in portions. */
	private final boolean pipelined;

	private final List<Runnable> afterCommit = new ArrayList<>();

	Transaction(Connection connection, Actor actor, boolean pipelined) {
		this.connection = connection;
		this.actor = actor;
		this.pipelined = pipelined;
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

	boolean pipelined() {
		return this.pipelined;
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

}
