package dev.rapport.graphql;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.support.DefaultGraphQlRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;

/**
 * Puts the document in the place of its name: one that the client has registered, or one
 * that it sent together with the name a while ago (automatic persisted queries, kept in
 * memory). Clients of whom only registered documents are accepted are held to it here.
 */
@Component
@Order(100)
class DocumentInterceptor implements OperationInterceptor {

	/** What transports pass on where no document was sent: it is none. */
	static final String UNSENT = "#";

	/** Points for looking a document up. */
	private static final long LOOKUP = 1;

	private static final long CHARACTERS = 4_000_000;

	private final Cache<String, String> recent = Caffeine.newBuilder()
		.maximumWeight(CHARACTERS)
		.weigher((String key, String text) -> text.length())
		.executor(Runnable::run)
		.build();

	private final TrustedDocuments trusted;

	private final DocumentSettings settings;

	private final Budgets budgets;

	private final ErrorShape errors;

	DocumentInterceptor(TrustedDocuments trusted, DocumentSettings settings, Budgets budgets, ErrorShape errors) {
		this.trusted = trusted;
		this.settings = settings;
		this.budgets = budgets;
		this.errors = errors;
	}

	@Override
	public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Context context, Chain chain) {
		Actor actor = Actors.of(context);
		return isPlain(actor, request) ? chain.next(request, context) : resolved(actor, request, context, chain);
	}

	/** A document that was sent, by somebody who may send any, is all that is needed. */
	private boolean isPlain(Actor actor, WebGraphQlRequest request) {
		return request.getExtensions().isEmpty() && !request.getDocument().equals(UNSENT)
				&& !this.settings.restricts(actor.client());
	}

	private Mono<WebGraphQlResponse> resolved(Actor actor, WebGraphQlRequest request, Context context, Chain chain) {
		return Mono.defer(() -> resolved(actor, request))
			.contextWrite(context)
			.map((document) -> document.equals(request.getDocument()) ? request : with(document, request))
			.flatMap((resolved) -> chain.next(resolved, context))
			.onErrorResume(Problem.class, (problem) -> Mono.just(refused(problem, request)));
	}

	private Mono<String> resolved(Actor actor, WebGraphQlRequest request) {
		DocumentHash named = DocumentHash.in(request);
		boolean sent = !request.getDocument().equals(UNSENT);
		if (sent && named != null && !named.equals(DocumentHash.of(request.getDocument()))) {
			return Mono.error(new Problem.Refused(ApiCode.BAD_REQUEST, "document.hash"));
		}
		if (this.settings.restricts(actor.client())) {
			return registered(actor, (named != null) ? named : DocumentHash.of(request.getDocument()))
				.switchIfEmpty(Mono.error(() -> new Problem.Refused(ApiCode.FORBIDDEN, "document.untrusted")));
		}
		if (sent) {
			remember(actor, named, request);
			return Mono.just(request.getDocument());
		}
		return (named == null) ? Mono.just(UNSENT) : Mono.justOrEmpty(this.recent.getIfPresent(key(actor, named)))
			.switchIfEmpty(registered(actor, named))
			.switchIfEmpty(
					Mono.error(() -> new Problem.Refused(ApiCode.PERSISTED_QUERY_NOT_FOUND, "document.unknown")));
	}

	/** Asking for documents that are not there must not be free. */
	private Mono<String> registered(Actor actor, DocumentHash hash) {
		return Mono.defer(() -> this.budgets.charge(actor, LOOKUP))
			.flatMap((charge) -> charge.granted() ? this.trusted.find(actor, hash)
					: Mono.error(() -> new Problem.Refused(ApiCode.RATE_LIMITED, "cost.limited", charge.retryAfter())));
	}

	private void remember(Actor actor, @Nullable DocumentHash hash, WebGraphQlRequest request) {
		if (hash != null && DocumentHash.isAutomatic(request)) {
			this.recent.put(key(actor, hash), request.getDocument());
		}
	}

	private static String key(Actor actor, DocumentHash hash) {
		return actor.tenant() + "/" + actor.client() + "/" + hash.hex();
	}

	/** The request with another document, and with all that transports have set. */
	private static WebGraphQlRequest with(String document, WebGraphQlRequest request) {
		Map<Object, Object> context = request.toExecutionInput()
			.getGraphQLContext()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
		WebGraphQlRequest resolved = new WebGraphQlRequest(request.getUri().toUri(), request.getHeaders(),
				request.getCookies(), request.getRemoteAddress(), request.getAttributes(),
				new DefaultGraphQlRequest(document, request.getOperationName(), request.getVariables(),
						request.getExtensions()),
				request.getId(), request.getLocale());
		resolved.configureExecutionInput((input, builder) -> builder.graphQLContext(context).build());
		return resolved;
	}

	private WebGraphQlResponse refused(Problem problem, WebGraphQlRequest request) {
		return Refusals.response(request, List.of(this.errors.of(problem, request.getLocale())));
	}

}
