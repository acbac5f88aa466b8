package dev.rapport.graphql;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import graphql.GraphQLContext;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.util.Assert;

import dev.rapport.kernel.Input;
import dev.rapport.persistence.ForeignKey;

/**
 * Calls the method of a controller that is mapped to a field. What each parameter takes
 * is settled once, not at each call.
 */
final class MethodFetcher implements DataFetcher<Object> {

	private static final MethodType ALL = MethodType.methodType(Object.class, Object[].class);

	private final MethodHandle method;

	private final Function<DataFetchingEnvironment, @Nullable Object>[] parameters;

	private final Reference.@Nullable Loader references;

	/** Which parameter takes the object; -1 if it isn't one of them. */
	private final int object;

	private final boolean reads;

	private MethodFetcher(MethodHandle handle, Method method,
			Function<DataFetchingEnvironment, @Nullable Object>[] parameters, Reference.@Nullable Loader references) {
		this.method = handle;
		this.parameters = parameters;
		this.references = references;
		this.object = object(method.getParameterTypes());
		this.reads = this.object == 0 && parameters.length == 1 && !Form.VEILED.get(method.getReturnType());
	}

	/**
	 * A fetcher for a method; null if one of its parameters is of a kind that is only
	 * known to Spring.
	 * @param loaders whether there is a batch loader of a name
	 * @param sketches what gives the method less to load where that will do
	 */
	@SuppressWarnings("unchecked") // arrays have no type parameters
	static @Nullable MethodFetcher of(Object controller, Method method, Predicate<String> loaders, Sketches sketches) {
		var parameters = Stream.of(method.getParameters())
			.map((parameter) -> argument(parameter, loaders, sketches))
			.toList();
		return parameters.contains(null) ? null : new MethodFetcher(handle(controller, method), method,
				parameters.toArray(Function[]::new), references(method, loaders, sketches));
	}

	/** An environment knows the object, too, so it must be one of its own. */
	private static int object(Class<?>[] types) {
		return List.of(types).contains(DataFetchingEnvironment.class) ? -1
				: IntStream.range(0, types.length)
					.filter((i) -> isOurs(types[i]) && types[i] != Input.class)
					.findFirst()
					.orElse(-1);
	}

	/** Whether it takes nothing but the object, and has its answer at once. */
	boolean reads() {
		return this.reads;
	}

	/** Reads a field off an object. */
	@Nullable Object read(Object source) throws Exception {
		return call(new @Nullable Object[] { source });
	}

	/**
	 * What fetches the field of one object after the other, by one thread; null if it
	 * needs an environment for each. What it takes besides is settled for all of them.
	 */
	Shape.@Nullable Held at(DataFetchingEnvironment place) {
		if (this.object < 0) {
			return null;
		}
		@Nullable Object[] arguments = new Object[this.parameters.length];
		for (int i = 0; i < arguments.length; i++) {
			arguments[i] = (i == this.object) ? null : this.parameters[i].apply(place);
		}
		return (source) -> {
			arguments[this.object] = source;
			return call(arguments);
		};
	}

	/** Null where the method does not follow a foreign key. */
	private static Reference.@Nullable Loader references(Method method, Predicate<String> loaders, Sketches sketches) {
		if (!method.isAnnotationPresent(ForeignKey.class)) {
			return null;
		}
		Parameter[] parameters = method.getParameters();
		Assert.state(
				parameters.length == 2 && isOurs(parameters[0].getType())
						&& parameters[1].getType() == DataLoader.class,
				() -> method + " must take a record and a loader");
		return sketches.references(loader(parameters[1], loaders));
	}

	/** Whether {@link #reference} may be asked. */
	boolean refers() {
		return this.references != null;
	}

	/** A reference to what the method would load for a record; null if it wouldn't. */
	@Nullable Object reference(Object source) throws Exception {
		Object later = call(new @Nullable Object[] { source, this.references });
		return (later == null) ? null : ((CompletableFuture<?>) later).resultNow();
	}

	@Override
	public @Nullable Object get(DataFetchingEnvironment environment) throws Exception {
		@Nullable Object[] arguments = new Object[this.parameters.length];
		for (int i = 0; i < arguments.length; i++) {
			arguments[i] = this.parameters[i].apply(environment);
		}
		return call(arguments);
	}

	private @Nullable Object call(@Nullable Object[] arguments) throws Exception {
		try {
			return (Object) this.method.invokeExact(arguments);
		}
		catch (Exception | Error failure) {
			throw failure;
		}
		catch (Throwable failure) {
			throw new IllegalStateException(failure);
		}
	}

	private static MethodHandle handle(Object controller, Method method) {
		try {
			MethodHandles.Lookup inside = MethodHandles.privateLookupIn(method.getDeclaringClass(),
					MethodHandles.lookup());
			return inside.unreflect(method)
				.bindTo(controller)
				.asSpreader(Object[].class, method.getParameterCount())
				.asType(ALL);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Null for what only Spring knows. */
	private static @Nullable Function<DataFetchingEnvironment, @Nullable Object> argument(Parameter parameter,
			Predicate<String> loaders, Sketches sketches) {
		Class<?> type = parameter.getType();
		if (parameter.getAnnotations().length > 0) {
			return null;
		}
		if (type == Input.class) {
			return sketches::arguments;
		}
		if (type == DataLoader.class) {
			String name = loader(parameter, loaders);
			return sketches.loader(name);
		}
		if (type == DataFetchingEnvironment.class) {
			return (environment) -> environment;
		}
		if (type == GraphQLContext.class) {
			return DataFetchingEnvironment::getGraphQlContext;
		}
		if (type == Locale.class) {
			return DataFetchingEnvironment::getLocale;
		}
		return isOurs(type) ? (environment) -> type.cast(environment.getSource()) : null;
	}

	private static boolean isOurs(Class<?> type) {
		return type.getPackageName().startsWith("dev.rapport");
	}

	/** The loader of the type of its values, or the one that the parameter names. */
	private static String loader(Parameter parameter, Predicate<String> loaders) {
		Type value = ((ParameterizedType) parameter.getParameterizedType()).getActualTypeArguments()[1];
		String type = String.valueOf(ResolvableType.forType(value).resolve(Object.class).getName());
		String name = loaders.test(type) ? type : parameter.getName();
		if (!loaders.test(name)) {
			throw new IllegalStateException("There is no batch loader for " + parameter);
		}
		return name;
	}

}
