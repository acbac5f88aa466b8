package dev.rapport.graphql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;

import graphql.execution.DataFetcherResult;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * What an answer says for the values of a type. Where only the engine knows what becomes
 * of a value it throws, and the engine does it all again: a value that isn't there yet,
 * null where there has to be one, what a scalar refuses.
 */
@FunctionalInterface
interface Form {

	/** Whether values of a class stand for others, which the engine has to get first. */
	ClassValue<Boolean> VEILED = new ClassValue<>() {

		private static final List<Class<?>> VEILS = List.of(CompletionStage.class, Publisher.class,
				Flow.Publisher.class, DataFetcherResult.class, Optional.class, OptionalInt.class, OptionalLong.class,
				OptionalDouble.class);

		@Override
		protected Boolean computeValue(Class<?> type) {
			return VEILS.stream().anyMatch((veil) -> veil.isAssignableFrom(type));
		}

	};

	/**
	 * What stands for a value.
	 * @throws RuntimeException if the engine has to say it
	 */
	@Nullable Object of(@Nullable Object value);

	/** That of values which are never null by themselves. */
	static Form present(Function<Object, @Nullable Object> form) {
		return (value) -> (value == null) ? null : form.apply(unveiled(value));
	}

	/** That of a type without null. */
	default Form required() {
		return (value) -> notNull(of(value));
	}

	/** That of a list of such values. */
	default Form listed() {
		return present((value) -> {
			Collection<?> items = items(value);
			List<@Nullable Object> said = new ArrayList<>(items.size());
			for (Object item : items) {
				said.add(of(item));
			}
			return said;
		});
	}

	/** A value that stands for itself. */
	static Object unveiled(Object value) {
		if (VEILED.get(value.getClass())) {
			throw Unfit.HERE;
		}
		return value;
	}

	/** A value that has to be one. */
	static Object notNull(@Nullable Object value) {
		if (value == null) {
			throw Unfit.HERE;
		}
		return value;
	}

	/** The items of a value that has to be a list. */
	static Collection<?> items(Object value) {
		if (value instanceof Collection<?> items) {
			return items;
		}
		throw Unfit.HERE;
	}

	/** Leaves a value to the engine. Nobody is told, so it is made once. */
	final class Unfit extends RuntimeException {

		static final Unfit HERE = new Unfit();

		private Unfit() {
			super("for the engine to say", null, false, false);
		}

	}

}
