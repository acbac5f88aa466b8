package dev.rapport.graphql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

import graphql.schema.GraphQLObjectType;
import org.jspecify.annotations.Nullable;

/**
 * How the objects of a field lie within its values. They are gathered from all values,
 * answered together, and put back where they were. Throws what a {@link Form} throws,
 * where only the engine knows what becomes of a value.
 */
interface Nest {

	/** Adds the objects of a value, in their order. */
	void gather(@Nullable Object value, Batches objects);

	/**
	 * What the answer says for a value. Values are asked for in the order in which they
	 * were gathered.
	 */
	@Nullable Object assemble(@Nullable Object value, Batches objects);

	/** Of values that are told by themselves. */
	static Nest of(Form form) {
		return new Nest() {
			@Override
			public void gather(@Nullable Object value, Batches objects) {
				// nothing has to be asked
			}

			@Override
			public @Nullable Object assemble(@Nullable Object value, Batches objects) {
				return form.of(value);
			}
		};
	}

	/** Of objects. */
	static Nest of(Function<Object, GraphQLObjectType> type, Function<GraphQLObjectType, @Nullable Shape> shape) {
		return new Nest() {
			@Override
			public void gather(@Nullable Object value, Batches objects) {
				if (value != null) {
					objects.add(type.apply(Form.unveiled(value)), shape, value);
				}
			}

			@Override
			public @Nullable Object assemble(@Nullable Object value, Batches objects) {
				return (value == null) ? null : objects.next(type.apply(value));
			}
		};
	}

	/** Where null may not be. */
	default Nest required() {
		return new Nest() {
			@Override
			public void gather(@Nullable Object value, Batches objects) {
				Nest.this.gather(Form.notNull(value), objects);
			}

			@Override
			public @Nullable Object assemble(@Nullable Object value, Batches objects) {
				return Form.notNull(Nest.this.assemble(value, objects));
			}
		};
	}

	/** Of lists of such values. */
	default Nest listed() {
		return new Nest() {
			@Override
			public void gather(@Nullable Object value, Batches objects) {
				if (value != null) {
					Form.items(value).forEach((item) -> Nest.this.gather(item, objects));
				}
			}

			@Override
			public @Nullable Object assemble(@Nullable Object value, Batches objects) {
				return (value == null) ? null : all(Form.items(value), objects);
			}

			private List<@Nullable Object> all(Collection<?> items, Batches objects) {
				List<@Nullable Object> said = new ArrayList<>(items.size());
				for (Object item : items) {
					said.add(Nest.this.assemble(item, objects));
				}
				return said;
			}
		};
	}

}
