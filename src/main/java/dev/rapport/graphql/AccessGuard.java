package dev.rapport.graphql;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import graphql.ExecutionResult;
import graphql.GraphQLContext;
import graphql.execution.ExecutionContext;
import graphql.execution.instrumentation.InstrumentationContext;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimplePerformantInstrumentation;
import graphql.execution.instrumentation.parameters.InstrumentationCreateStateParameters;
import graphql.execution.instrumentation.parameters.InstrumentationExecuteOperationParameters;
import graphql.execution.instrumentation.parameters.InstrumentationFieldFetchParameters;
import graphql.language.OperationDefinition.Operation;
import graphql.schema.DataFetcher;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLTypeUtil;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.events.CurrentRights;
import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Rights;

/**
 * Holds every operation to its caller's scopes and field rules, on every transport.
 * Before anything is executed, one that lacks a scope, or that filters or sorts by a
 * field which the caller does not fully see, is refused as a whole; a mutation that sends
 * a field which the caller may not write is answered with errors. Then fields show what
 * the caller may see. A subscription is held to the rights that its caller has by then,
 * message by message.
 */
@Component
@Order(200)
class AccessGuard extends SimplePerformantInstrumentation {

	private final AccessRules rules;

	private final CurrentRights current;

	private final Messages messages;

	AccessGuard(AccessRules rules, CurrentRights current, Messages messages) {
		this.rules = rules;
		this.current = current;
		this.messages = messages;
	}

	@Override
	public InstrumentationState createState(InstrumentationCreateStateParameters parameters) {
		return new AccessVisit(this.rules);
	}

	@Override
	public @Nullable InstrumentationContext<ExecutionResult> beginExecuteOperation(
			InstrumentationExecuteOperationParameters parameters, InstrumentationState state) {
		ExecutionContext context = parameters.getExecutionContext();
		Rights rights = rights(context.getGraphQLContext());
		if (!rights.unlimited()) {
			AccessNeeds needs = this.rules.needs(context.getDocument(), context.getOperationDefinition());
			Set<String> missing = needs.missing(rights);
			if (!missing.isEmpty()) {
				throw new AccessRefused(text(scopes(missing), context), "missing", missing);
			}
			inspect(needs, ((AccessVisit) state).sight(rights), context, (AccessVisit) state);
		}
		return super.beginExecuteOperation(parameters, state);
	}

	/** What is only compared, in a filter that a mutation keeps, needn't be writable. */
	private Stream<Problem> refusals(String coordinate, String path, FieldSight sight) {
		Set<String> touched = this.rules.touched(coordinate);
		boolean compared = InputFields.isOfFilter(coordinate);
		return (compared ? sight.incomparable(touched) : sight.unwritable(touched)).stream()
			.map((field) -> Problem.Forbidden.at(path, compared ? "access.compare" : "access.write", field));
	}

	/** Looks at what is sent; there is nothing to look for where no rule is set. */
	private void inspect(AccessNeeds needs, FieldSight sight, ExecutionContext context, AccessVisit visit) {
		if (sight.rules().isEmpty()) {
			return;
		}
		Set<String> compared = new TreeSet<>();
		needs.arguments().forEach((argument) -> {
			SentInput.Visitor visitor = (argument.mutation() == null) ? (coordinate, path, value) -> {
				if (value) {
					compared.addAll(sight.incomparable(this.rules.touched(coordinate)));
				}
			} : (coordinate, path, value) -> refusals(coordinate, path, sight)
				.forEach((problem) -> visit.refuse(Objects.requireNonNull(argument.mutation()), problem));
			new SentInput(context.getOperationDefinition(), context.getExecutionInput().getRawVariables().toMap(),
					visitor)
				.walk(argument);
		});
		if (!compared.isEmpty()) {
			Problem problem = new Problem.Refused(ApiCode.FORBIDDEN, "access.compare", String.join(", ", compared));
			throw new AccessRefused(text(problem, context), "fields", compared);
		}
	}

	@Override
	public DataFetcher<?> instrumentDataFetcher(DataFetcher<?> fetcher, InstrumentationFieldFetchParameters parameters,
			InstrumentationState state) {
		ExecutionContext context = parameters.getExecutionContext();
		Rights rights = rights(context.getGraphQLContext());
		if (rights.unlimited()) {
			return fetcher;
		}
		Operation operation = context.getOperationDefinition().getOperation();
		if (operation != Operation.QUERY && parameters.getExecutionStepInfo().getPath().getLevel() == 1) {
			return (operation == Operation.MUTATION) ? mutation(fetcher, parameters, (AccessVisit) state)
					: subscription(fetcher, context);
		}
		FieldSight sight = ((AccessVisit) state).sight(rights);
		return sight.isClear() ? fetcher : sight.through(parameters.getField(), fetcher);
	}

	private static DataFetcher<?> mutation(DataFetcher<?> fetcher, InstrumentationFieldFetchParameters parameters,
			AccessVisit visit) {
		List<Problem> refused = visit.refused(parameters.getExecutionStepInfo().getField().getFields());
		return refused.isEmpty() ? fetcher : (environment) -> payload(parameters.getField(), refused);
	}

	/** The payload of a mutation that was not carried out. */
	private static Map<String, Object> payload(GraphQLFieldDefinition mutation, List<Problem> errors) {
		Map<String, Object> payload = new HashMap<>();
		((GraphQLObjectType) GraphQLTypeUtil.unwrapAll(mutation.getType())).getFieldDefinitions()
			.stream()
			.filter((field) -> Sifter.isList(field.getType()))
			.forEach((field) -> payload.put(field.getName(), List.of()));
		payload.put("errors", errors);
		return payload;
	}

	private DataFetcher<?> subscription(DataFetcher<?> fetcher, ExecutionContext context) {
		return (environment) -> (fetcher.get(environment) instanceof Publisher<?> messages)
				? Flux.from(messages).concatMap((message) -> renewed(context, message), 1) : null;
	}

	/** A message, once its caller has the rights that it has by now. */
	private <T> Mono<T> renewed(ExecutionContext context, T message) {
		Actor actor = Objects.requireNonNull(context.getGraphQLContext().get(Actor.class));
		Rights known = this.current.known(actor);
		if (known == null) {
			return this.current.of(actor).doOnNext((rights) -> renew(context, actor, rights)).thenReturn(message);
		}
		renew(context, actor, known);
		return Mono.just(message);
	}

	private void renew(ExecutionContext context, Actor actor, Rights rights) {
		if (rights == actor.rights()) {
			return;
		}
		Set<String> missing = this.rules.needs(context.getDocument(), context.getOperationDefinition()).missing(rights);
		if (!missing.isEmpty()) {
			throw scopes(missing);
		}
		context.getGraphQLContext().put(Actor.class, actor.with(rights));
	}

	private static Problem scopes(Set<String> missing) {
		return new Problem.Refused(ApiCode.FORBIDDEN, "access.scopes", String.join(", ", missing));
	}

	private String text(Problem problem, ExecutionContext context) {
		return this.messages.of(problem, context.getLocale());
	}

	/** What an operation selects, as far as its caller sees it as it is. */
	static Shapes shapes(ExecutionContext context) {
		AccessVisit visit = (AccessVisit) context.getInstrumentationState();
		return visit.shapes(rights(context.getGraphQLContext()));
	}

	/** Where there is no caller, nothing may be done. */
	private static Rights rights(GraphQLContext context) {
		Actor actor = context.get(Actor.class);
		return (actor == null) ? Rights.NONE : actor.rights();
	}

}
