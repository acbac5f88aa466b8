package dev.rapport.graphql;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import graphql.ExecutionResult;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import org.reactivestreams.Publisher;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;

/**
 * Makes operations pay. One that is too costly is refused before it is executed, one
 * beyond the caller's budget is told when to come back, and what was not used is given
 * back afterwards, unless the answer has errors. Every answer says what it cost, in
 * {@code extensions.cost} and in the {@code RateLimit} headers. Refused requests pay too,
 * as looking at them is work. A subscription pays when it begins; its messages are free.
 */
@Component
@Order(500)
class CostInterceptor implements OperationInterceptor {

	private final Pricing pricing;

	private final Budgets budgets;

	private final ErrorShape errors;

	private final long maximum;

	CostInterceptor(Pricing pricing, Budgets budgets, ErrorShape errors, LimitSettings settings) {
		this.pricing = pricing;
		this.budgets = budgets;
		this.errors = errors;
		this.maximum = settings.cost();
	}

	@Override
	public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Context context, Chain chain) {
		Visit visit = new Visit(Actors.of(context), this.pricing.bill(request));
		return AtOnce.flatMap(this.budgets.charge(visit.actor(), visit.bill().charged()),
				(charge) -> serve(visit, charge, request, () -> chain.next(request, context)));
	}

	private Mono<WebGraphQlResponse> serve(Visit visit, Charge charge, WebGraphQlRequest request,
			Supplier<Mono<WebGraphQlResponse>> execution) {
		if (!charge.granted()) {
			return Mono.just(told(visit.bill(), 0, charge, Refusals.response(request, limited(charge, request))));
		}
		if (!visit.bill().errors().isEmpty()) {
			return Mono.just(told(visit.bill(), 0, charge, Refusals.response(request, visit.bill().errors())));
		}
		return AtOnce.map(execution.get(), (response) -> settled(visit, charge, response));
	}

	private WebGraphQlResponse settled(Visit visit, Charge charge, WebGraphQlResponse response) {
		if (response.getExecutionResult().getData() instanceof Publisher<?>) {
			return told(visit.bill(), visit.bill().charged(), charge, response);
		}
		long actual = used(visit.bill(), response);
		long unused = visit.bill().charged() - actual;
		this.budgets.settle(visit.actor(), unused);
		return told(visit.bill(), actual, charge.settled(unused), response);
	}

	/**
	 * What an answer tells it cost. One with errors doesn't tell: what was read may not
	 * be in it.
	 */
	private static long used(Bill bill, WebGraphQlResponse response) {
		ExecutionResult result = response.getExecutionResult();
		if (result.getErrors().isEmpty()) {
			return bill.actual(result.getData());
		}
		boolean begun = result.isDataPresent() || result.getErrors()
			.stream()
			.anyMatch((error) -> ApiCode.TIMEOUT.name()
				.equals(Objects.requireNonNullElse(error.getExtensions(), Map.of()).get("code")));
		return begun ? bill.charged() : Math.min(bill.charged(), Pricing.REFUSED);
	}

	private WebGraphQlResponse told(Bill bill, long actual, Charge charge, WebGraphQlResponse response) {
		Map<String, Object> cost = new LinkedHashMap<>();
		cost.put("requested", bill.requested());
		cost.put("actual", actual);
		cost.put("maximum", this.maximum);
		cost.put("remaining", charge.remaining());
		Map<Object, Object> extensions = new HashMap<>(response.getExtensions());
		extensions.put("cost", cost);
		charge.writeTo(response.getResponseHeaders());
		return response.transform((builder) -> builder.extensions(extensions));
	}

	private List<GraphQLError> limited(Charge charge, WebGraphQlRequest request) {
		long wait = charge.retryAfter();
		GraphQLError error = this.errors.of(new Problem.Refused(ApiCode.RATE_LIMITED, "cost.limited", wait),
				request.getLocale());
		Map<String, Object> extensions = new HashMap<>(error.getExtensions());
		extensions.put("retryAfter", wait);
		return List.of(GraphqlErrorBuilder.newError().message("%s", error.getMessage()).extensions(extensions).build());
	}

	private record Visit(Actor actor, Bill bill) {
	}

}
