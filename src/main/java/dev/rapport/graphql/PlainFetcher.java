package dev.rapport.graphql;

import java.util.concurrent.Callable;

import graphql.TrivialDataFetcher;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.DataFetchingEnvironmentImpl;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.execution.SelfDescribingDataFetcher;
import reactor.core.Fuseable;
import reactor.core.publisher.Mono;

/**
 * Fetches a field without moving thread-bound values to and fro: nothing of ours looks
 * for them, the context of the operation has them all. It is marked as trivial because
 * Spring leaves such fetchers as they are.
 */
final class PlainFetcher implements TrivialDataFetcher<Object> {

	private final DataFetcher<?> fetcher;

	PlainFetcher(DataFetcher<?> fetcher) {
		this.fetcher = fetcher;
	}

	@Override
	public @Nullable Object get(DataFetchingEnvironment environment) throws Exception {
		Object value = this.fetcher.get(environment);
		return (value instanceof Mono<?> mono) ? awaited(mono, environment) : value;
	}

	/** Whether it may be asked by {@link #at}: what is Spring's may look at more. */
	boolean isKnown() {
		return !(this.fetcher instanceof SelfDescribingDataFetcher);
	}

	/**
	 * What fetches the field of one object after the other, at one place and by one
	 * thread.
	 * @param place what is known about the field for all of them
	 */
	Shape.Held at(DataFetchingEnvironment place) {
		Shape.Held method = (this.fetcher instanceof MethodFetcher direct) ? direct.at(place) : null;
		Shape.Held field = (method != null) ? method : (source) -> this.fetcher
			.get(DataFetchingEnvironmentImpl.newDataFetchingEnvironment(place).source(source).build());
		return (source) -> {
			Object value = field.read(source);
			return (value instanceof Mono<?> mono) ? awaited(mono, place) : value;
		};
	}

	/** The method that reads the field off an object, if that is all it does. */
	@Nullable MethodFetcher reading() {
		return (this.fetcher instanceof MethodFetcher method && method.reads()) ? method : null;
	}

	/** What can tell of the field's value without loading it; null if nothing can. */
	@Nullable MethodFetcher reference() {
		return (this.fetcher instanceof MethodFetcher method && method.refers()) ? method : null;
	}

	/** A value that is there already needs no future. */
	private static @Nullable Object awaited(Mono<?> mono, DataFetchingEnvironment environment) throws Exception {
		if (mono instanceof Fuseable.ScalarCallable<?>) {
			return ((Callable<?>) mono).call();
		}
		return mono.contextWrite(CallContext.of(environment.getGraphQlContext())).toFuture();
	}

}
