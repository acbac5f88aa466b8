package dev.rapport;

import java.util.concurrent.Callable;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.rapport.customer.CustomerPageWork;
import dev.rapport.events.FanOutWork;
import dev.rapport.graphql.DocumentWork;
import dev.rapport.graphql.SharedAnswerWork;
import dev.rapport.persistence.CursorWork;
import dev.rapport.persistence.RightsWork;
import dev.rapport.web.AnswerWork;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many bytes the hot paths may allocate. Time depends on the machine, this does not:
 * a ceiling is about one and a half times of what was measured when it was set. Who needs
 * more raises it, and says why.
 */
class AllocationTests {

	@ParameterizedTest
	@EnumSource
	void staysBelowItsCeiling(Path path) {
		long bytes = Allocation.ofThread(path.ceiling, path.times, path.operation.get());
		System.out.printf("ALLOCATED %-36s | %,9d B of %,9d%n", path, bytes, path.ceiling);
		assertThat(bytes).as("bytes").isBetween(0L, path.ceiling);
	}

	/** Else the ceilings would hold nothing. */
	@Test
	void countsWhatIsAllocated() {
		assertThat(Allocation.ofThread(Long.MAX_VALUE, 1_000, () -> new byte[1_000])).isBetween(1_000L, 3_000L);
	}

	/** An event, its result and its JSON, for a number of equal subscribers. */
	private static Callable<?> fanOut(int subscribers) {
		SharedAnswerWork answers = new SharedAnswerWork();
		AnswerWork encoding = new AnswerWork();
		return new FanOutWork(subscribers, (change) -> answers.answer(change).map(encoding::message))::tell;
	}

	/** What is measured, with the most bytes that one operation may take. */
	private enum Path {

		CURSOR_SEALED(3_400, 2_000, () -> new CursorWork()::sealed),

		CURSOR_OPENED(2_900, 2_000, () -> new CursorWork()::opened),

		STATEMENT_FOR_WHO_SEES_ALL(1_400, 2_000, () -> new RightsWork()::ofEverything),

		STATEMENT_FOR_WHO_SEES_SOME(7_000, 2_000, () -> new RightsWork()::ofSome),

		FIFTY_CUSTOMERS_READ(300_000, 200, () -> new CustomerPageWork()::read),

		FIFTY_CUSTOMERS_ENCODED(31_000, 500, () -> new AnswerWork()::encoded),

		KNOWN_DOCUMENT(200, 2_000, () -> new DocumentWork()::known),

		MESSAGE_TO_ANOTHER_SUBSCRIBER(20_000, 2_000, () -> new AnswerWork()::another),

		EVENT_TO_ONE_SUBSCRIBER(12_000, 500, () -> fanOut(1)),

		EVENT_TO_HUNDRED_SUBSCRIBERS(320_000, 50, () -> fanOut(100));

		private final long ceiling;

		private final int times;

		private final Supplier<Callable<?>> operation;

		Path(long ceiling, int times, Supplier<Callable<?>> operation) {
			this.ceiling = ceiling;
			this.times = times;
			this.operation = operation;
		}

	}

}
