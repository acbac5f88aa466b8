package dev.rapport.graphql;

import java.util.List;

import graphql.language.OperationDefinition;
import graphql.language.OperationDefinition.Operation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Problem;
import dev.rapport.persistence.Shield;
import dev.rapport.tenancy.Actors;

/**
 * Serves idempotency keys: a mutation that carries one has its effect once, however often
 * it is sent within 24 hours, and each repetition gets the first answer. A caller that
 * gives up waiting does not stop a keyed operation, and finds its answer later.
 * Rehearsals have no effect and therefore no key.
 */
@Component
@Order(1_000)
class IdempotencyInterceptor implements WebGraphQlInterceptor {

	private static final Logger LOGGER = LoggerFactory.getLogger(IdempotencyInterceptor.class);

	private final Documents documents;

	private final IdempotencyKeys keys;

	private final ErrorShape errors;

	IdempotencyInterceptor(Documents documents, IdempotencyKeys keys, ErrorShape errors) {
		this.documents = documents;
		this.keys = keys;
		this.errors = errors;
	}

	@Override
	public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
		return Mono.defer(() -> {
			String key = IdempotencyKey.in(request);
			return (key == null || !hasEffect(request)) ? chain.next(request) : once(key, request, chain);
		}).onErrorResume(Problem.class, (problem) -> refused(problem, request));
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
				.map((answer) -> Mono.just(StoredAnswer.replay(answer, request)))
				.orElseGet(() -> carryOut(claim.getT1(), request, chain)))
			.as(Shield::fromCancellation);
	}

	private Mono<WebGraphQlResponse> carryOut(IdempotencyKey key, WebGraphQlRequest request, Chain chain) {
		return chain.next(request)
			.contextWrite(this.keys.witness(key).context())
			.map((response) -> this.errors.complete(response, request))
			.onErrorResume((failure) -> settle(key, true, null).then(Mono.error(failure)))
			.delayUntil((response) -> settle(key, StoredAnswer.failed(response), StoredAnswer.of(response)));
	}

	/** The answer goes out even if it can't be kept; a repetition is then refused. */
	private Mono<Void> settle(IdempotencyKey key, boolean failed, @Nullable String answer) {
		return (failed ? this.keys.release(key) : Mono.just(false)).filter((released) -> !released)
			.flatMap((effective) -> this.keys.answer(key, answer))
			.onErrorResume((failure) -> {
				LOGGER.warn("The answer to a keyed operation could not be kept", failure);
				return Mono.empty();
			});
	}

	private Mono<WebGraphQlResponse> refused(Problem problem, WebGraphQlRequest request) {
		return RequestLocale.current()
			.map((locale) -> Refusals.response(request, List.of(this.errors.of(problem, locale))));
	}

}
