package dev.rapport.graphql;

import java.util.HashMap;
import java.util.Map;

import graphql.schema.DataFetchingEnvironment;
import org.springframework.core.MethodParameter;
import org.springframework.graphql.data.method.HandlerMethodArgumentResolver;
import org.springframework.stereotype.Component;

import dev.rapport.kernel.Input;

/**
 * Hands the arguments of a field to controllers as one {@link Input}. Where the transport
 * knows behind which cursor a subscription goes on, that is its argument {@code after}.
 */
@Component
class InputArgumentResolver implements HandlerMethodArgumentResolver {

	/**
	 * Set by the transports; the cursor behind which a resumed subscription goes on.
	 */
	static final String RESUMED = "rapport.after";

	private static final String AFTER = "after";

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.getParameterType().equals(Input.class);
	}

	@Override
	public Object resolveArgument(MethodParameter parameter, DataFetchingEnvironment environment) {
		String cursor = environment.getGraphQlContext().get(RESUMED);
		return Input.of((cursor == null || !resumes(environment)) ? environment.getArguments()
				: after(environment.getArguments(), cursor));
	}

	/**
	 * Whether this is the root of a subscription, and not a list that has such an
	 * argument.
	 */
	private static boolean resumes(DataFetchingEnvironment environment) {
		return environment.getParentType().equals(environment.getGraphQLSchema().getSubscriptionType())
				&& environment.getFieldDefinition().getArgument(AFTER) != null;
	}

	private static Map<String, Object> after(Map<String, Object> arguments, String cursor) {
		Map<String, Object> resumed = new HashMap<>(arguments);
		resumed.put(AFTER, cursor);
		return resumed;
	}

}
