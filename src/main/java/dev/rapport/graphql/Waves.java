package dev.rapport.graphql;

import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import graphql.GraphQLContext;
import graphql.execution.ExecutionContext;
import org.dataloader.BatchLoaderEnvironment;
import org.dataloader.DataLoader;
import org.dataloader.DataLoaderOptions;
import org.dataloader.DataLoaderRegistry;
import org.dataloader.scheduler.BatchLoaderScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The batch loaders of one operation, sent in waves: all that wait are sent together, and
 * nothing more is sent before the last of them has come back and its rows have found
 * their fields. So the statements of an operation depend on its document, not on which of
 * them is answered first; see decision 0009.
 * <p>
 * The engine asks for a dispatch once per level, from whichever thread completed the
 * level. A wish during a wave is granted at its end, by the thread that ends it; nobody
 * waits or polls.
 */
final class Waves extends DataLoaderRegistry {

	private final Hold hold = new Hold();

	/**
	 * Remember nothing: the messages of a subscription and the fields of a mutation share
	 * their loaders, and each must see the state as it is by then.
	 */
	private final DataLoaderOptions options = DataLoaderOptions.newOptions()
		.setCachingEnabled(false)
		.setBatchLoaderScheduler(this.hold)
		.build();

	private final Loaders loaders;

	private final GraphQLContext operation;

	/** The batches on their way, and the sender while it sends. */
	private final AtomicInteger away = new AtomicInteger();

	private volatile boolean wanted;

	/** Those of what is executed once more. */
	private final Deque<Memory> memories = new ConcurrentLinkedDeque<>();

	/** The loaders of an operation, each made when it is asked for first. */
	Waves(Loaders loaders, GraphQLContext operation) {
		this.loaders = loaders;
		this.operation = operation;
	}

	/** Those of an operation that is executed with such. */
	static Waves of(ExecutionContext context) {
		return (Waves) context.getDataLoaderRegistry();
	}

	@Override
	@SuppressWarnings("NullAway") // there may be none
	public <K, V> DataLoader<K, V> getDataLoader(String name) {
		DataLoader<K, V> loader = loader(name);
		Memory memory = this.memories.peekLast();
		return (memory == null || loader == null) ? loader : memory.before(loader, this::dispatchAll);
	}

	@SuppressWarnings("unchecked") // as it was registered
	private <K, V> @Nullable DataLoader<K, V> loader(String name) {
		DataLoader<?, ?> known = this.dataLoaders.get(name);
		return (DataLoader<K, V>) ((known != null) ? known : this.dataLoaders.computeIfAbsent(name,
				(missing) -> this.loaders.loader(missing, this.operation, this.options)));
	}

	/**
	 * Has the engine execute what was begun without it. What has been loaded is not
	 * loaded again. What hasn't is wished for as soon as it is asked for: the engine asks
	 * for a dispatch once per level, and may have done so.
	 * @param memory what has been loaded
	 * @param execution gives a value, or the future of one
	 */
	CompletableFuture<@Nullable Object> again(Memory memory, Supplier<Object> execution) {
		this.memories.add(memory);
		return CompletableFuture.completedFuture(execution)
			.<@Nullable Object>thenCompose((engine) -> later(engine.get()))
			.whenComplete((known, failure) -> this.memories.remove(memory));
	}

	@SuppressWarnings("unchecked") // as the engine promises
	private static CompletableFuture<@Nullable Object> later(@Nullable Object value) {
		return (value instanceof CompletableFuture<?> later) ? (CompletableFuture<@Nullable Object>) later
				: CompletableFuture.completedFuture(value);
	}

	@Override
	public void dispatchAll() {
		this.wanted = true;
		send();
	}

	private void send() {
		if (this.wanted && this.away.compareAndSet(0, 1)) {
			// first: who wishes from here on may have loads that this wave misses
			this.wanted = false;
			CompletableFuture<Void> sent = new CompletableFuture<>();
			this.hold.sent = sent;
			try {
				getDataLoaders().stream().filter((loader) -> loader.dispatchDepth() > 0).forEach(this::send);
			}
			finally {
				sent.complete(null);
				back();
			}
		}
	}

	private void send(DataLoader<?, ?> loader) {
		CompletableFuture<?> batch = loader.dispatch();
		// not over before: the sender counts itself
		this.away.incrementAndGet();
		// completes after all fields of the batch have their values, or their failure
		batch.whenComplete((values, failure) -> back());
	}

	private void back() {
		if (this.away.decrementAndGet() == 0) {
			send();
		}
	}

	/**
	 * Keeps answers until their wave is sent: fields that continue on another thread
	 * would add a part of the next level to a loader that the sender has yet to reach.
	 */
	private static final class Hold implements BatchLoaderScheduler {

		private volatile CompletableFuture<Void> sent = CompletableFuture.completedFuture(null);

		@Override
		public <K, V> CompletionStage<List<V>> scheduleBatchLoader(ScheduledBatchLoaderCall<V> call, List<K> keys,
				BatchLoaderEnvironment environment) {
			return call.invoke().thenCombine(this.sent, (values, done) -> values);
		}

		@Override
		public <K, V> CompletionStage<Map<K, V>> scheduleMappedBatchLoader(ScheduledMappedBatchLoaderCall<K, V> call,
				List<K> keys, BatchLoaderEnvironment environment) {
			return call.invoke().thenCombine(this.sent, (values, done) -> values);
		}

		@Override
		public <K> void scheduleBatchPublisher(ScheduledBatchPublisherCall call, List<K> keys,
				BatchLoaderEnvironment environment) {
			throw new UnsupportedOperationException("Values that come one by one are not held");
		}

	}

}
