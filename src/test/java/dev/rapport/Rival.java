package dev.rapport;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Somebody who changes the database at the same moment: a transaction of the owner that
 * commits only when a statement of ours waits for it, or when ours waits for nothing.
 */
public record Rival(JdbcTemplate owner) {

	private static final long PATIENCE_SECONDS = 20;

	private static final String BLOCKED = "select exists (select from pg_stat_activity where ? = any(pg_blocking_pids(pid)))";

	/** What our work answers while the rival does its own. */
	public <T> T against(Consumer<JdbcTemplate> rival, Supplier<T> ours) {
		TransactionTemplate transaction = new TransactionTemplate(
				new DataSourceTransactionManager(Objects.requireNonNull(this.owner.getDataSource())));
		CompletableFuture<T> answer = transaction.execute((status) -> {
			rival.accept(this.owner);
			int self = Objects.requireNonNull(this.owner.queryForObject("select pg_backend_pid()", Integer.class));
			CompletableFuture<T> begun = CompletableFuture.supplyAsync(ours);
			awaitWaiting(begun, self);
			return begun;
		});
		return answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
	}

	private void awaitWaiting(CompletableFuture<?> begun, int self) {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
		while (!begun.isDone() && System.nanoTime() < end
				&& !Boolean.TRUE.equals(this.owner.queryForObject(BLOCKED, Boolean.class, self))) {
			Thread.onSpinWait();
		}
	}

}
