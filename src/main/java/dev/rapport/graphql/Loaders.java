package dev.rapport.graphql;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import graphql.GraphQLContext;
import org.dataloader.BatchLoaderEnvironment;
import org.dataloader.DataLoader;
import org.dataloader.DataLoaderFactory;
import org.dataloader.DataLoaderOptions;
import org.dataloader.DataLoaderRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The batch loaders of all rooms by their names. An operation has a loader of its own for
 * those that it comes to, made when it first asks; see {@link Waves}.
 */
final class Loaders implements BatchLoaderRegistry {

	private final Map<String, BatchFunction<?, ?>> known = new ConcurrentHashMap<>();

	@Override
	public <K, V> RegistrationSpec<K, V> forTypePair(Class<K> keyType, Class<V> valueType) {
		return new Registration<>(valueType.getName());
	}

	@Override
	public <K, V> RegistrationSpec<K, V> forName(String name) {
		return new Registration<>(name);
	}

	@Override
	public boolean hasRegistrations() {
		return !this.known.isEmpty();
	}

	@Override
	public void registerDataLoaders(DataLoaderRegistry registry, GraphQLContext context) {
		throw new UnsupportedOperationException("Loaders are made when they are asked for");
	}

	boolean knows(String name) {
		return this.known.containsKey(name);
	}

	/** A loader for one operation; null if none was registered by that name. */
	@Nullable DataLoader<?, ?> loader(String name, GraphQLContext operation, DataLoaderOptions options) {
		BatchFunction<?, ?> function = this.known.get(name);
		return (function == null) ? null : loader(name, function, operation, options);
	}

	@SuppressWarnings("NullAway") // batch functions always answer
	private static <K, V> DataLoader<K, V> loader(String name, BatchFunction<K, V> function, GraphQLContext operation,
			DataLoaderOptions options) {
		return DataLoaderFactory.newMappedDataLoader(name,
				(Set<K> keys, BatchLoaderEnvironment environment) -> function.apply(keys, environment)
					.contextWrite(CallContext.of(operation))
					.toFuture(),
				options);
	}

	/** Loads what keys stand for; a key without a value is left out. */
	@FunctionalInterface
	private interface BatchFunction<K, V> extends BiFunction<Set<K>, BatchLoaderEnvironment, Mono<Map<K, V>>> {

	}

	private final class Registration<K, V> implements RegistrationSpec<K, V> {

		private final String name;

		Registration(String name) {
			this.name = name;
		}

		@Override
		public RegistrationSpec<K, V> withName(String name) {
			return new Registration<>(name);
		}

		@Override
		public RegistrationSpec<K, V> withOptions(Consumer<DataLoaderOptions.Builder> options) {
			throw new UnsupportedOperationException("All loaders have the same options");
		}

		@Override
		public RegistrationSpec<K, V> withOptions(DataLoaderOptions options) {
			throw new UnsupportedOperationException("All loaders have the same options");
		}

		@Override
		public void registerBatchLoader(BiFunction<List<K>, BatchLoaderEnvironment, Flux<V>> loader) {
			throw new UnsupportedOperationException("Loaders answer by key");
		}

		@Override
		public void registerMappedBatchLoader(BiFunction<Set<K>, BatchLoaderEnvironment, Mono<Map<K, V>>> loader) {
			BatchFunction<K, V> function = loader::apply;
			if (Loaders.this.known.putIfAbsent(this.name, function) != null) {
				throw new IllegalStateException("Two batch loaders are named " + this.name);
			}
		}

	}

}
