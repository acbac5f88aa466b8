package dev.rapport;

import java.util.List;
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

import dev.rapport.customer.Customer;
import dev.rapport.customer.CustomerPageWork;
import dev.rapport.web.AnswerWork;

/** The two ends of a page of fifty customers: rows to records, answer to JSON. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class PageBenchmark {

	private final CustomerPageWork rows = new CustomerPageWork();

	private final AnswerWork answer = new AnswerWork();

	@Benchmark
	public List<Customer> read() {
		return this.rows.read();
	}

	@Benchmark
	public byte[] encode() {
		return this.answer.encoded();
	}

}
