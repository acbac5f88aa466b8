package dev.rapport.graphql;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;

/**
 * Ends the wait for an operation that takes too long, with {@code TIMEOUT}. What it has
 * begun to write is finished all the same, see {@code TenantDatabase}; an idempotency key
 * tells what came of it. A subscription has to begin in time, and may then last.
 */
@Component
@Order(600)
class TimeLimit implements OperationInterceptor {

	private final ErrorShape errors;

	private final Duration limit;

	TimeLimit(ErrorShape errors, LimitSettings settings) {
		this.errors = errors;
		this.limit = settings.timeout();
	}

	@Override
	public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Context context, Chain chain) {
		Mono<WebGraphQlResponse> answer = chain.next(request, context);
		return AtOnce.isThere(answer) ? answer
				: answer.timeout(this.limit).onErrorResume(TimeoutException.class, (_) -> Mono.just(refused(request)));
	}

	private WebGraphQlResponse refused(WebGraphQlRequest request) {
		return Refusals.response(request, List
			.of(this.errors.of(new Problem.Refused(ApiCode.TIMEOUT, "operation.timeout"), request.getLocale())));
	}

}
