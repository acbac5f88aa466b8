package dev.rapport;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

import dev.rapport.events.FanOutWork;
import dev.rapport.graphql.SharedAnswerWork;
import dev.rapport.web.AnswerWork;

/**
 * One event to equal subscribers: from the log through the stream and the shared answer
 * to a message for each. The engine, the rights of each and the network are left out.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init")
public class FanOutBenchmark {

	@Param({ "1", "100", "1000" })
	public int subscribers;

	private FanOutWork work;

	@Setup
	public void subscribe() {
		SharedAnswerWork answers = new SharedAnswerWork();
		AnswerWork encoding = new AnswerWork();
		this.work = new FanOutWork(this.subscribers, (change) -> answers.answer(change).map(encoding::message));
	}

	@Benchmark
	public long event() {
		return this.work.tell();
	}

	@TearDown
	public void leave() {
		this.work.close();
	}

}
