package dev.rapport.graphql;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import org.dataloader.DataLoader;
import org.dataloader.DataLoaderRegistry;
import org.dataloader.DelegatingDataLoader;
import org.jspecify.annotations.Nullable;

/**
 * The batch loaders of one value of an operation, which load nothing twice for it; what
 * has failed stays failed. Lives no longer than it takes to answer that value, so nobody
 * is shown what was so earlier.
 */
final class Memory extends DataLoaderRegistry {

	private static final Runnable NOTHING = () -> {
	};

	private final Map<String, Map<Object, CompletableFuture<?>>> known = new ConcurrentHashMap<>();

	private final DataLoaderRegistry loaders;

	/** Remembers what the loaders of an operation load. */
	Memory(DataLoaderRegistry loaders) {
		this.loaders = loaders;
	}

	@Override
	@SuppressWarnings("NullAway") // there may be none
	public <K, V> @Nullable DataLoader<K, V> getDataLoader(String name) {
		DataLoader<K, V> loader = this.loaders.getDataLoader(name);
		return (loader == null) ? null : before(loader, NOTHING);
	}

	/**
	 * The same loader, but for what is known already.
	 * @param missed what is to be done whenever something isn't
	 */
	<K, V> DataLoader<K, V> before(DataLoader<K, V> loader, Runnable missed) {
		return new Recalling<>(loader, missed,
				this.known.computeIfAbsent(String.valueOf(loader.getName()), (name) -> new ConcurrentHashMap<>()));
	}

	private static final class Recalling<K, V> extends DelegatingDataLoader<K, V> {

		private final Runnable missed;

		private final Map<Object, CompletableFuture<?>> known;

		Recalling(DataLoader<K, V> loader, Runnable missed, Map<Object, CompletableFuture<?>> known) {
			super(loader);
			this.missed = missed;
			this.known = known;
		}

		@Override
		@SuppressWarnings("unchecked") // kept by the loader of these values only
		public CompletableFuture<V> load(K key) {
			CompletableFuture<?> known = this.known.get(key);
			if (known != null) {
				return (CompletableFuture<V>) known;
			}
			CompletableFuture<V> loading = super.load(key);
			this.known.put(key, loading);
			this.missed.run();
			return loading;
		}

		@Override
		public CompletableFuture<List<V>> loadMany(List<K> keys) {
			List<CompletableFuture<V>> loads = keys.stream().map(this::load).toList();
			return CompletableFuture.allOf(loads.toArray(CompletableFuture[]::new))
				.thenApply((done) -> loads.stream().map(CompletableFuture::join).toList());
		}

		@Override
		public CompletableFuture<V> load(K key, @Nullable Object context) {
			throw new UnsupportedOperationException("Loads are known by their keys");
		}

		@Override
		public CompletableFuture<List<V>> loadMany(List<K> keys, List<Object> contexts) {
			throw new UnsupportedOperationException("Loads are known by their keys");
		}

		@Override
		public CompletableFuture<Map<K, V>> loadMany(Map<K, ?> keys) {
			throw new UnsupportedOperationException("Loads are known by their keys");
		}

	}

}
