package dev.rapport.graphql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import graphql.execution.DataLoaderDispatchStrategy;
import graphql.execution.ExecutionContext;
import graphql.execution.ExecutionStrategyParameters;
import org.jspecify.annotations.Nullable;

/**
 * Answers all objects of a place of an operation together: first the fields of all of
 * them, then what lies below those, and so on. To the engine, which counts the objects of
 * each level to know when the loads of the next one are complete, they are one object.
 * Fails where only the engine knows the answer, errors included.
 */
final class BreadthFirst {

	private final ExecutionContext context;

	private final DataLoaderDispatchStrategy levels;

	private final Memory memory;

	/**
	 * For one value of an operation.
	 * @param memory remembers what is loaded for it
	 */
	BreadthFirst(ExecutionContext context, Memory memory) {
		this.context = context;
		this.levels = context.getDataLoaderDispatcherStrategy();
		this.memory = memory;
	}

	/** What the answer says for a value at a place. */
	CompletableFuture<@Nullable Object> answer(Nest nest, @Nullable Object value, ExecutionStrategyParameters place) {
		try {
			Batches objects = new Batches();
			nest.gather(value, objects);
			return objects.answer((shape, batch) -> answers(shape, batch, place))
				.thenApply((done) -> nest.assemble(value, objects));
		}
		catch (RuntimeException unfit) {
			return CompletableFuture.failedFuture(unfit);
		}
	}

	/** The answers for objects of one shape, in their order. */
	private CompletableFuture<List<Object>> answers(Shape shape, List<Object> objects,
			ExecutionStrategyParameters place) {
		if (this.context.getExecutionInput().isCancelled()) {
			throw Form.Unfit.HERE;
		}
		Level level = new Level(shape, objects, place);
		this.levels.executeObject(this.context, place, shape.branches().size());
		return level.begun()
			.whenComplete((begun, failure) -> this.levels.executeObjectOnFieldValuesInfo(List.of(), place))
			.thenCompose((begun) -> all(begun))
			.thenApply((done) -> level.said());
	}

	private static CompletableFuture<Void> all(Collection<? extends CompletableFuture<?>> futures) {
		return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new));
	}

	/** All objects of a shape at a place. */
	private final class Level {

		private final Shape shape;

		private final List<Object> objects;

		private final ExecutionStrategyParameters place;

		/** By object, by the place of the name in the shape. */
		private final @Nullable Object[][] values;

		Level(Shape shape, List<Object> objects, ExecutionStrategyParameters place) {
			this.shape = shape;
			this.objects = objects;
			this.place = place;
			this.values = new Object[objects.size()][];
		}

		/**
		 * Comes when all fields of all objects are there, with what lies below them, or
		 * is to come. Each field goes on as soon as it can, whatever takes longer.
		 */
		CompletableFuture<List<CompletableFuture<Void>>> begun() {
			List<CompletableFuture<CompletableFuture<Void>>> begun = new ArrayList<>(this.shape.branches().size());
			try {
				read();
				for (Branch branch : this.shape.branches()) {
					begun.add(begun(branch, this.shape.placeOf(branch)));
				}
			}
			catch (Exception failure) {
				begun.add(CompletableFuture.failedFuture(failure));
			}
			return all(begun).thenApply((done) -> begun.stream().map(CompletableFuture::join).toList());
		}

		private void read() {
			for (int i = 0; i < this.values.length; i++) {
				@Nullable Object[] held = this.shape.read(this.objects.get(i));
				if (held == null) {
					throw Form.Unfit.HERE;
				}
				this.values[i] = held;
			}
		}

		private CompletableFuture<CompletableFuture<Void>> begun(Branch branch, int name) throws Exception {
			Shape.Held fetcher = branch.at(BreadthFirst.this.context, this.place, BreadthFirst.this.memory);
			Set<CompletableFuture<?>> awaited = Collections.newSetFromMap(new IdentityHashMap<>());
			for (int i = 0; i < this.values.length; i++) {
				Object value = fetcher.read(this.objects.get(i));
				this.values[i][name] = value;
				if (value instanceof CompletableFuture<?> later) {
					awaited.add(later);
				}
			}
			return all(awaited).thenApply((done) -> below(branch, name));
		}

		private CompletableFuture<Void> below(Branch branch, int name) {
			@Nullable Object[] fetched = new Object[this.values.length];
			for (int i = 0; i < fetched.length; i++) {
				Object value = this.values[i][name];
				fetched[i] = (value instanceof CompletableFuture<?> later) ? later.join() : value;
			}
			return answer(branch.nest().listed(), Arrays.asList(fetched), at(branch)).thenAccept((said) -> {
				for (int i = 0; i < fetched.length; i++) {
					this.values[i][name] = ((List<?>) said).get(i);
				}
			});
		}

		private ExecutionStrategyParameters at(Branch branch) {
			return this.place
				.transform((builder) -> builder.path(this.place.getPath().segment(branch.field().getResultKey())));
		}

		/** The answers, once all is there. */
		List<Object> said() {
			List<Object> said = new ArrayList<>(this.values.length);
			for (@Nullable
			Object[] values : this.values) {
				said.add(this.shape.answer(values));
			}
			return said;
		}

	}

}
