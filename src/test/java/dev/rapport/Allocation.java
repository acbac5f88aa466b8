package dev.rapport;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Callable;

import com.sun.management.ThreadMXBean;
import org.jspecify.annotations.Nullable;

/**
 * Counts the bytes that an operation allocates. The fewest of several rounds count: until
 * an operation is compiled it allocates more, and a busy machine compiles late.
 */
public final class Allocation {

	private static final int ROUNDS = 3;

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	/** Keeps what operations give from being optimised away. */
	@SuppressWarnings({ "FieldCanBeLocal", "UnusedVariable" })
	private static volatile @Nullable Object given;

	private Allocation() {
	}

	/**
	 * The bytes of one operation on its own thread. Measures until they are within a
	 * ceiling, for some seconds at most.
	 */
	public static long ofThread(long ceiling, int times, Callable<?> operation) {
		return fewest(ceiling, times, THREADS::getCurrentThreadAllocatedBytes, operation);
	}

	/** The bytes of one operation on all threads, other work included. */
	public static long ofProcess(long ceiling, int times, Callable<?> operation) {
		return fewest(ceiling, times, THREADS::getTotalThreadAllocatedBytes, operation);
	}

	private static long fewest(long ceiling, int times, java.util.function.LongSupplier counter,
			Callable<?> operation) {
		long end = System.nanoTime() + PATIENCE.toNanos();
		long fewest = Long.MAX_VALUE;
		for (int round = 0; round < ROUNDS || (fewest > ceiling && System.nanoTime() < end); round++) {
			long before = counter.getAsLong();
			for (int i = 0; i < times; i++) {
				given = call(operation);
			}
			fewest = Math.min(fewest, (counter.getAsLong() - before) / times);
		}
		return fewest;
	}

	private static Object call(Callable<?> operation) {
		try {
			return operation.call();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
