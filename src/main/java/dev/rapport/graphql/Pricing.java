package dev.rapport.graphql;

import java.util.List;
import java.util.Map;

import graphql.GraphQLError;
import graphql.language.OperationDefinition;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.stereotype.Component;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;

/** Finds out, before anything is executed, what a request costs and whether it may be. */
@Component
class Pricing {

	/** What looking at a request costs that is refused. */
	static final long REFUSED = 20;

	private static final long UNKNOWN = 1;

	private final Documents documents;

	private final ObjectProvider<GraphQlSource> source;

	private final ErrorShape errors;

	private final LimitSettings settings;

	Pricing(Documents documents, ObjectProvider<GraphQlSource> source, ErrorShape errors, LimitSettings settings) {
		this.documents = documents;
		this.source = source;
		this.errors = errors;
		this.settings = settings;
	}

	/** The bill; never fails for what the caller sent. */
	Bill bill(WebGraphQlRequest request) {
		List<GraphQLError> invalid = this.documents.errors(request);
		if (!invalid.isEmpty()) {
			return new Bill(0, REFUSED, null, invalid);
		}
		try {
			request.getVariables().values().forEach(Pricing::bounded);
			return this.documents.operation(request)
				.map((operation) -> priced(plan(request, operation), request))
				.orElseGet(() -> new Bill(UNKNOWN, UNKNOWN, null, List.of()));
		}
		catch (Problem problem) {
			return new Bill(0, REFUSED, null, refusal(problem, request));
		}
	}

	private Plan plan(WebGraphQlRequest request, OperationDefinition operation) {
		return Planner.plan(this.source.getObject().schema(), this.documents.document(request), operation,
				request.getVariables());
	}

	private Bill priced(Plan plan, WebGraphQlRequest request) {
		Tally tally = plan.expected();
		if (tally.points() > this.settings.cost() || tally.records() > this.settings.nodes()) {
			Problem tooCostly = new Problem.Refused(ApiCode.QUERY_TOO_COMPLEX, "cost.tooHigh", tally.points(),
					tally.records(), this.settings.cost(), this.settings.nodes());
			return new Bill(tally.points(), REFUSED, null, refusal(tooCostly, request));
		}
		return new Bill(tally.points(), tally.points(), plan, List.of());
	}

	private List<GraphQLError> refusal(Problem problem, WebGraphQlRequest request) {
		return List.of(this.errors.of(problem, request.getLocale()));
	}

	/** Lets a value of the variables pass whose lists are not too long. */
	private static void bounded(@Nullable Object value) {
		switch (value) {
			case null -> {
			}
			case List<?> list -> {
				DocumentCheck.list(list.size());
				list.forEach(Pricing::bounded);
			}
			case Map<?, ?> object -> object.values().forEach(Pricing::bounded);
			default -> {
			}
		}
	}

}
