package dev.rapport;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import io.r2dbc.proxy.core.StatementInfo;
import io.r2dbc.proxy.listener.BindParameterConverter;

/**
 * Changes statements on their way to the database, for tests that take a wall down to see
 * whether another one stands, or whether somebody notices.
 */
public final class Rewriting implements BindParameterConverter {

	private static final UnaryOperator<String> NONE = UnaryOperator.identity();

	/** The most statements that are kept while they are collected. */
	private static final int MOST = 20_000;

	private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

	private static volatile UnaryOperator<String> rule = NONE;

	private static volatile boolean collecting;

	/** Rewrites every statement from now on, until the result is closed. */
	public static Restored by(UnaryOperator<String> other) {
		rule = other;
		return () -> rule = NONE;
	}

	/**
	 * Collects the statements as the application wrote them, until the result is closed.
	 */
	public static Restored collect() {
		SEEN.clear();
		collecting = true;
		return () -> collecting = false;
	}

	/** What was collected last. */
	public static Set<String> collected() {
		return Set.copyOf(SEEN);
	}

	@Override
	public String onCreateStatement(String sql, StatementInfo info) {
		if (collecting && SEEN.size() < MOST) {
			SEEN.add(sql);
		}
		return rule.apply(sql);
	}

	/** Puts back what was changed. */
	@FunctionalInterface
	public interface Restored extends AutoCloseable {

		@Override
		void close();

	}

}
