package dev.rapport.graphql;

import java.util.concurrent.Callable;

import graphql.TrivialDataFetcher;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import org.jspecify.annotations.Nullable;
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
