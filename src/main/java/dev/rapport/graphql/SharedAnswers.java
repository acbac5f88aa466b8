package dev.rapport.graphql;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import graphql.ExecutionResult;
import graphql.GraphQLContext;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.stereotype.Component;

import dev.rapport.events.Change;
import dev.rapport.events.Companion;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Rights;

/**
 * Executes a message of equal subscriptions once, and gives all of them the same result.
 * Every subscription keeps its own cursor, its own pace and its own rights, and meets the
 * others only at the {@link Question}: the first that asks executes, the others wait for
 * its result or find it. So nobody has to be at the same place to share, and there is no
 * gap to fall into. A result with errors is nobody else's.
 */
@Component
@Order(3_500)
class SharedAnswers implements OperationInterceptor {

	/** How old a result may be that another one gets. */
	static final Duration AGE = Duration.ofSeconds(2);

	/** How many results are kept for that. */
	static final int MOST = 1_000;

	private final Cache<Question, CompletableFuture<ExecutionResult>> known = Caffeine.newBuilder()
		.maximumSize(MOST)
		.expireAfterWrite(AGE)
		// who writes keeps house: left to another thread, that falls behind a flood
		.executor(Runnable::run)
		.build();

	private final Documents documents;

	SharedAnswers(Documents documents) {
		this.documents = documents;
	}

	@Override
	public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Context context, Chain chain) {
		return AtOnce.map(chain.next(request, context), (response) -> shared(request, response));
	}

	private WebGraphQlResponse shared(WebGraphQlRequest request, WebGraphQlResponse response) {
		GraphQLContext context = response.getExecutionInput().getGraphQLContext();
		Relay relay = context.get(Relay.class);
		if (relay == null || !(response.getExecutionResult().getData() instanceof Publisher<?> engine)) {
			return response;
		}
		Question.Subject subject = Question.Subject.of(request, this.documents.operation(request).orElseThrow());
		Companion companion = companion(subject, context.get(Actor.class));
		Viewer viewer = new Viewer(context, new Convoy(Schedulers.parallel(), companion));
		return response.transform((builder) -> builder
			.data(relay.results(engine, (message) -> answer(subject, viewer, message, relay.execute(message)))
				.contextWrite(companion.context())));
	}

	/** Who sees something else would wait for others in vain. */
	private static Companion companion(Question.Subject subject, @Nullable Actor actor) {
		return new Companion((actor == null) ? subject : List.of(subject, Question.View.of(actor)));
	}

	/**
	 * Asks with the rights that the caller has by now. Of messages that are not plain
	 * events nobody knows here what makes them equal.
	 */
	private Mono<ExecutionResult> answer(Question.Subject subject, Viewer viewer, Object message,
			Mono<ExecutionResult> execution) {
		Actor actor = viewer.actor();
		return (actor != null && message instanceof Change change)
				? answer(new Question(subject, actor.tenant(), viewer.view(actor), change), viewer.convoy, execution)
				: execution;
	}

	/**
	 * The answer to a question: somebody's, or what the execution gives.
	 * @param convoy of the subscription that asks
	 */
	Mono<ExecutionResult> answer(Question question, Convoy convoy, Mono<ExecutionResult> execution) {
		CompletableFuture<ExecutionResult> known = this.known.getIfPresent(question);
		ExecutionResult given = (known == null) ? null : given(known);
		return (given == null) ? asked(question, convoy, execution) : Mono.just(given);
	}

	private Mono<ExecutionResult> asked(Question question, Convoy convoy, Mono<ExecutionResult> execution) {
		return Mono.defer(() -> {
			CompletableFuture<ExecutionResult> mine = new CompletableFuture<>();
			CompletableFuture<ExecutionResult> others = this.known.asMap().putIfAbsent(question, mine);
			return (others == null) ? first(question, mine, convoy, execution)
					: another(question, others, convoy, execution);
		});
	}

	private Mono<ExecutionResult> first(Question question, CompletableFuture<ExecutionResult> mine, Convoy convoy,
			Mono<ExecutionResult> execution) {
		AtomicBoolean answered = new AtomicBoolean();
		convoy.ask(question);
		return execution.doOnNext((result) -> {
			answered.set(true);
			convoy.hold(() -> give(question, mine, result));
		}).doFinally((end) -> {
			if (!answered.get()) {
				withdraw(question, mine);
			}
			convoy.arrive(question);
		});
	}

	/** If the first one has left before it was done, somebody else is the first. */
	private Mono<ExecutionResult> another(Question question, CompletableFuture<ExecutionResult> others, Convoy convoy,
			Mono<ExecutionResult> execution) {
		ExecutionResult given = given(others);
		return (given != null) ? Mono.just(given) : awaited(question, others, convoy, execution);
	}

	/** What may be handed on at once; null if it isn't there yet, or nobody else's. */
	private static @Nullable ExecutionResult given(CompletableFuture<ExecutionResult> others) {
		return others.isCompletedExceptionally() ? null : others.getNow(null);
	}

	private Mono<ExecutionResult> awaited(Question question, CompletableFuture<ExecutionResult> others, Convoy convoy,
			Mono<ExecutionResult> execution) {
		return Mono.fromFuture(others, true)
			.onErrorResume(CancellationException.class,
					(left) -> (left instanceof NobodyElses) ? execution : answer(question, convoy, execution));
	}

	private void give(Question question, CompletableFuture<ExecutionResult> mine, ExecutionResult result) {
		if (result.getErrors().isEmpty()) {
			mine.complete(result);
			return;
		}
		this.known.asMap().remove(question, mine);
		mine.completeExceptionally(new NobodyElses());
	}

	private void withdraw(Question question, CompletableFuture<ExecutionResult> mine) {
		this.known.asMap().remove(question, mine);
		mine.cancel(false);
	}

	/** Tells those who wait for a result that it is not for them. */
	private static final class NobodyElses extends CancellationException {

		@Override
		public synchronized Throwable fillInStackTrace() {
			return this;
		}

	}

	/**
	 * Who follows one subscription. The rights are the same object until they are asked
	 * for again, so what they show is found out once for each.
	 */
	private static final class Viewer {

		private final GraphQLContext context;

		private final Convoy convoy;

		private @Nullable Rights seen;

		private Question.@Nullable View view;

		Viewer(GraphQLContext context, Convoy convoy) {
			this.context = context;
			this.convoy = convoy;
		}

		/** The caller with the rights that it has by now. */
		@Nullable Actor actor() {
			return this.context.get(Actor.class);
		}

		synchronized Question.View view(Actor actor) {
			Question.View known = this.view;
			if (known == null || this.seen != actor.rights()) {
				known = Question.View.of(actor);
				this.view = known;
				this.seen = actor.rights();
			}
			return known;
		}

	}

}
