package dev.rapport.graphql;

import java.util.List;

import graphql.language.OperationDefinition;
import graphql.language.OperationDefinition.Operation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;
import dev.rapport.persistence.Shield;
import dev.rapport.tenancy.Actors;

/**
 * Serves idempotency keys: a mutation that carries one has its effect once, however often
 * it is sent within 24 hours, and each repetition gets the first answer, as long as the
 * caller may still see what it saw then. A caller that gives up waiting does not stop a
 * keyed operation, and finds its answer later. Rehearsals have no effect and therefore no
 * key.
 */
@Component
@Order(1_000)
class IdempotencyInterceptor implements OperationInterceptor {

	private static final Logger LOGGER = LoggerFactory.getLogger(IdempotencyInterceptor.class);

	private final Documents documents;

	private final IdempotencyKeys keys;

	private final Standings standings;

	private final ErrorShape errors;

	IdempotencyInterceptor(Documents documents, IdempotencyKeys keys, Standings standings, ErrorShape errors) {
		this.documents = documents;
		this.keys = keys;
		this.standings = standings;
		this.errors = errors;
	}

	@Override
	public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Context context, Chain chain) {
		try {
			String key = IdempotencyKey.in(request);
			Mono<WebGraphQlResponse> answer = (key == null || !hasEffect(request)) ? chain.next(request, context)
					: once(key, request, chain).contextWrite(context);
			return AtOnce.isThere(answer) ? answer
					: answer.onErrorResume(Problem.class, (problem) -> Mono.just(refused(problem, request, context)));
		}
		catch (Problem problem) {
			return Mono.just(refused(problem, request, context));
		}
	}

	private boolean hasEffect(WebGraphQlRequest request) {
		return this.documents.operation(request).filter(IdempotencyInterceptor::hasEffect).isPresent();
	}

	private static boolean hasEffect(OperationDefinition operation) {
		return operation.getOperation() == Operation.MUTATION && !operation.hasDirective(DryRunInterceptor.DIRECTIVE);
	}

	private Mono<WebGraphQlResponse> once(String text, WebGraphQlRequest request, Chain chain) {
		return Actors.current()
			.map((actor) -> IdempotencyKey.of(actor, text, request))
			.zipWhen(this.keys::claim)
			.flatMap((claim) -> claim.getT2()
				.map((kept) -> repeat(kept, request))
				.orElseGet(() -> carryOut(claim.getT1(), request, chain)))
			.as(Shield::fromCancellation);
	}

	/** Never shows what the caller saw then and may not see any more. */
	private Mono<WebGraphQlResponse> repeat(IdempotencyKeys.Kept kept, WebGraphQlRequest request) {
		return this.standings.towards(kept.answer(), request)
			.filter((now) -> now.covers(kept.standing()))
			.switchIfEmpty(Mono.error(() -> new Problem.Refused(ApiCode.IDEMPOTENCY_KEY_REUSED, "idempotency.rights")))
			.map((now) -> StoredAnswer.replay(kept.answer(), request));
	}

	private Mono<WebGraphQlResponse> carryOut(IdempotencyKey key, WebGraphQlRequest request, Chain chain) {
		return Mono.deferContextual((context) -> chain.next(request, Context.of(context)))
			.contextWrite(this.keys.witness(key).context())
			.map((response) -> this.errors.complete(response, request))
			.onErrorResume((failure) -> settle(key, request, true, null).then(Mono.error(failure)))
			.delayUntil((response) -> settle(key, request, StoredAnswer.failed(response), StoredAnswer.of(response)));
	}

	/** The answer goes out even if it can't be kept; a repetition is then refused. */
	private Mono<Void> settle(IdempotencyKey key, WebGraphQlRequest request, boolean failed, @Nullable String answer) {
		return (failed ? this.keys.release(key) : Mono.just(false)).filter((released) -> !released)
			.flatMap((effective) -> (answer == null) ? this.keys.answer(key, null) : keep(key, request, answer))
			.onErrorResume((failure) -> {
				LOGGER.warn("The answer to a keyed operation could not be kept", failure);
				return Mono.empty();
			});
	}

	private Mono<Void> keep(IdempotencyKey key, WebGraphQlRequest request, String answer) {
		return this.standings.towards(answer, request)
			.flatMap((standing) -> this.keys.answer(key, new IdempotencyKeys.Kept(answer, standing)));
	}

	private WebGraphQlResponse refused(Problem problem, WebGraphQlRequest request, Context context) {
		return Refusals.response(request, List.of(this.errors.of(problem, RequestLocale.of(context))));
	}

}
