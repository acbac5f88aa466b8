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

import graphql.GraphQLError;

import dev.rapport.graphql.DocumentWork;

/** A document that was sent before, beside one that has to be parsed and validated. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class DocumentBenchmark {

	private final DocumentWork work = new DocumentWork();

	@Benchmark
	public List<GraphQLError> known() {
		return this.work.known();
	}

	@Benchmark
	public List<GraphQLError> fresh() {
		return this.work.fresh();
	}

}
