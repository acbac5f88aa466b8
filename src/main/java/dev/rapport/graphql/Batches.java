package dev.rapport.graphql;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;

import graphql.schema.GraphQLObjectType;
import org.jspecify.annotations.Nullable;

/** Objects at one place of an operation, by their types, which are answered together. */
final class Batches {

	private final Map<GraphQLObjectType, Batch> byType = new LinkedHashMap<>(2);

	/** Adds an object. */
	void add(GraphQLObjectType type, Function<GraphQLObjectType, @Nullable Shape> shape, Object object) {
		Batch batch = this.byType.get(type);
		if (batch == null) {
			batch = new Batch(known(shape.apply(type)));
			this.byType.put(type, batch);
		}
		batch.objects.add(object);
	}

	private static Shape known(@Nullable Shape shape) {
		if (shape == null) {
			throw Form.Unfit.HERE;
		}
		return shape;
	}

	/** Answers all of them. Whatever the answer, it is only taken when all are there. */
	CompletableFuture<Void> answer(BiFunction<Shape, List<Object>, CompletableFuture<List<Object>>> answers) {
		CompletableFuture<?>[] all = new CompletableFuture<?>[this.byType.size()];
		int i = 0;
		for (Batch batch : this.byType.values()) {
			all[i++] = answers.apply(batch.shape, batch.objects).thenAccept((said) -> batch.answers = said.iterator());
		}
		return CompletableFuture.allOf(all);
	}

	/**
	 * The answer for the next object of a type, in the order in which they were added.
	 */
	Object next(GraphQLObjectType type) {
		Batch batch = this.byType.get(type);
		if (batch == null || !batch.answers.hasNext()) {
			throw Form.Unfit.HERE;
		}
		return batch.answers.next();
	}

	private static final class Batch {

		private final Shape shape;

		private final List<Object> objects = new ArrayList<>();

		private Iterator<Object> answers = List.of().iterator();

		Batch(Shape shape) {
			this.shape = shape;
		}

	}

}
