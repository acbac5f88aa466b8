package dev.rapport.graphql;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQLError;
import org.springframework.graphql.ExecutionGraphQlRequest;
import org.springframework.graphql.ExecutionGraphQlResponse;
import org.springframework.graphql.ExecutionGraphQlService;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.graphql.support.DefaultExecutionGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Executes operations. In place of Spring's own service, which takes a snapshot of all
 * thread-bound values for each field and makes all loaders for each operation; see
 * decision 0028.
 */
@Component
class Engine implements ExecutionGraphQlService {

	private final GraphQlSource source;

	private final Loaders loaders;

	Engine(GraphQlSource source, Loaders loaders) {
		this.source = source;
		this.loaders = loaders;
	}

	@Override
	public Mono<ExecutionGraphQlResponse> execute(ExecutionGraphQlRequest request) {
		return Mono.deferContextual((context) -> execute(request, context));
	}

	/** Executes at once, in a context. */
	Mono<ExecutionGraphQlResponse> execute(ExecutionGraphQlRequest request, ContextView context) {
		ExecutionInput input = input(request, context);
		CompletableFuture<ExecutionResult> execution = this.source.graphQl().executeAsync(input);
		return (execution.state() == Future.State.SUCCESS)
				? Mono.just(new DefaultExecutionGraphQlResponse(input, execution.resultNow()))
				: Mono.fromFuture(execution)
					.onErrorResume(GraphQLError.class::isInstance,
							(failure) -> Mono.just(refusal((GraphQLError) failure)))
					.<ExecutionGraphQlResponse>map((result) -> new DefaultExecutionGraphQlResponse(input, result))
					.doOnCancel(input::cancel);
	}

	private ExecutionInput input(ExecutionGraphQlRequest request, ContextView context) {
		ExecutionInput input = request.toExecutionInput();
		CallContext.keep(context, input.getGraphQLContext());
		Waves waves = new Waves(this.loaders, input.getGraphQLContext());
		return input.transform((builder) -> builder.dataLoaderRegistry(waves));
	}

	private static ExecutionResult refusal(GraphQLError error) {
		return ExecutionResult.newExecutionResult().addError(error).build();
	}

}
