package dev.rapport.opportunity;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.events.DomainEvent;
import dev.rapport.events.EventLog;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.Ids;
import dev.rapport.persistence.Numbers;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.persistence.Touches;
import dev.rapport.pipeline.Pipeline;
import dev.rapport.pipeline.PipelineId;
import dev.rapport.pipeline.Pipelines;
import dev.rapport.pipeline.Stage;
import dev.rapport.pipeline.StageCategory;
import dev.rapport.pipeline.StageId;
import dev.rapport.tenancy.Actors;

/**
 * The door to opportunities: each write is one transaction of lock, rule, rows, history
 * and event. Fails with a {@link Problem} and no change if a rule is broken.
 */
@Component
public class Opportunities {

	/** The series of opportunity numbers. */
	public static final String SERIES = "O";

	private static final Input NOTHING = Input.of(Map.of());

	private final OpportunityRepository repository;

	private final Pipelines pipelines;

	private final EventLog log;

	private final Numbers numbers;

	private final TenantDatabase transactions;

	private final Clock clock;

	Opportunities(OpportunityRepository repository, Pipelines pipelines, EventLog log, Numbers numbers,
			TenantDatabase transactions, Clock clock) {
		this.repository = repository;
		this.pipelines = pipelines;
		this.log = log;
		this.numbers = numbers;
		this.transactions = transactions;
		this.clock = clock;
	}

	/** The opportunities that exist for the caller, by id. */
	public Mono<Map<UUID, Opportunity>> byIds(Collection<UUID> ids) {
		return this.repository.byIds(ids);
	}

	/**
	 * Notes in the caller's transaction that something was done about opportunities,
	 * whether or not the caller may change them. What comes of it is for the caller to
	 * append.
	 * @param times when, by id; what is known to have been done later stays
	 */
	public Mono<List<DomainEvent>> touched(Map<UUID, Instant> times) {
		return this.repository.touches().later(times).map(this::touched);
	}

	/**
	 * Notes anew when something was last done about opportunities, after something turned
	 * out not to have been done.
	 * @param latest finds that out, once nobody else can note anything about them
	 */
	public Mono<List<DomainEvent>> touchedAnew(Collection<UUID> ids, Mono<Map<UUID, Instant>> latest) {
		return this.repository.touches().anew(ids, latest).map(this::touched);
	}

	private List<DomainEvent> touched(List<Touches.Touched<Opportunity>> touched) {
		return touched.stream()
			.<DomainEvent>map((one) -> one.after().touchedAfter(one.before(), this.clock.instant()))
			.toList();
	}

	/**
	 * Records opportunities with what happened to them, in one transaction and in order.
	 * @return the opportunities as they stand at the end of their stories
	 */
	public Mono<List<Opportunity>> tellAll(List<Story> stories) {
		return this.numbers.next(SERIES, stories.size())
			.map((numbers) -> IntStream.range(0, stories.size())
				.mapToObj((i) -> stories.get(i).events(numbers.get(i)))
				.toList())
			.delayUntil(
					(told) -> this.repository.insert(told.stream().map((events) -> events.getLast().after()).toList()))
			.delayUntil((told) -> note(told.stream().flatMap(List::stream).toList(), NOTHING))
			.map((told) -> told.stream().map((events) -> events.getLast().after()).toList())
			.as(this.transactions::transactional);
	}

	Mono<Opportunity> open(Input input) {
		return entry(input)
			.zipWith(Actors.current(),
					(stage, actor) -> new Story(Terms.read(input, new MemberId(actor.member())), stage,
							Stamp.created(this.clock.instant(), actor.member()), List.of()))
			.flatMap((story) -> tellAll(List.of(story)))
			.map(List::getFirst)
			.as(this.transactions::transactional);
	}

	Mono<Opportunity> update(Input input) {
		return change(input, (seen) -> Mono.just(seen.now().update(seen.now().terms().patched(input), seen.stamp())));
	}

	/** Moves it; into a won or lost stage by winning or losing it. */
	Mono<Opportunity> move(Input input) {
		StageId target = input.id("stageId", StageId.PREFIX, StageId::new);
		return change(input,
				(seen) -> this.pipelines.stage(target)
					.switchIfEmpty(Mono.error(() -> new Problem.NotFound(input.at("stageId"), target)))
					.map((stage) -> switch (stage.category()) {
						case OPEN -> seen.now().moveTo(stage, input.textOrNull("reason"), seen.stamp());
						case WON -> seen.now().win(stage, seen.stamp());
						case LOST -> seen.now().lose(stage, input.textOrNull("reason"), null, seen.stamp());
					}));
	}

	/**
	 * Moves many, each for itself; an opportunity that can't be moved does not keep the
	 * others. All ids are read before the first one moves.
	 */
	Flux<OpportunityPayload> moveAll(List<Input> items) {
		List<Mono<OpportunityPayload>> moves = items.stream().map((item) -> OpportunityPayload.of(move(item))).toList();
		return Flux.concat(moves);
	}

	Mono<Opportunity> win(Input input) {
		return change(input, (seen) -> stage(input, seen.now(), StageCategory.WON)
			.map((stage) -> seen.now().win(stage, seen.stamp())));
	}

	Mono<Opportunity> lose(Input input) {
		return change(input, (seen) -> stage(input, seen.now(), StageCategory.LOST).map(
				(stage) -> seen.now().lose(stage, input.text("reason"), input.textOrNull("competitor"), seen.stamp())));
	}

	Mono<Opportunity> reopen(Input input) {
		return change(input, (seen) -> stage(input, seen.now(), StageCategory.OPEN)
			.map((stage) -> seen.now().reopen(stage, input.text("reason"), seen.stamp())));
	}

	Mono<Opportunity> archive(Input input) {
		return change(input, (seen) -> Mono.just(seen.now().archive(seen.stamp())));
	}

	Mono<Opportunity> restore(Input input) {
		return change(input, (seen) -> Mono.just(seen.now().restore(seen.stamp())));
	}

	private Mono<Opportunity> change(Input input, Function<Seen, Mono<? extends OpportunityEvent>> verb) {
		OpportunityId id = input.id("id", OpportunityId.PREFIX, OpportunityId::new);
		return this.repository.forUpdate(id)
			.switchIfEmpty(Mono.error(() -> new Problem.NotFound(input.at("id"), id)))
			.zipWith(Actors.current(),
					(now, actor) -> new Seen(now.expecting(input.version()),
							now.stamp().updated(this.clock.instant(), actor.member())))
			.flatMap(verb)
			.delayUntil(this.repository::update)
			.delayUntil((event) -> note(List.of(event), input))
			.<Opportunity>map(OpportunityEvent::after)
			.as(this.transactions::transactional);
	}

	private Mono<Void> note(List<? extends OpportunityEvent> events, Input input) {
		return this.repository.note(events).then(this.log.append(events, input));
	}

	/**
	 * The stage that a new opportunity enters: the one named, or the first open one of
	 * the pipeline.
	 */
	private Mono<Stage> entry(Input input) {
		PipelineId pipeline = input.id("pipelineId", PipelineId.PREFIX, PipelineId::new);
		return pipeline(pipeline, input.at("pipelineId"))
			.map((found) -> named(input, found.live(input.at("pipelineId")), StageCategory.OPEN));
	}

	private Mono<Stage> stage(Input input, Opportunity opportunity, StageCategory category) {
		return pipeline(opportunity.standing().pipeline(), input.at("id"))
			.map((found) -> named(input, found, category));
	}

	private Mono<Pipeline> pipeline(PipelineId id, String path) {
		return this.pipelines.byId(id).switchIfEmpty(Mono.error(() -> new Problem.NotFound(path, id)));
	}

	private static Stage named(Input input, Pipeline pipeline, StageCategory category) {
		StageId id = input.idOrNull("stageId", StageId.PREFIX, StageId::new);
		if (id == null) {
			return pipeline.first(category);
		}
		return pipeline.stages()
			.stream()
			.filter((stage) -> stage.id().equals(id))
			.findFirst()
			.orElseThrow(() -> new Problem.Violation(ErrorCode.NOT_FOUND, input.at("stageId"), "opportunity.pipeline"));
	}

	private record Seen(Opportunity now, Stamp stamp) {
	}

	/**
	 * An opportunity to be, with what happened to it.
	 *
	 * @param stage the open stage in which it began
	 * @param stamp when it was opened; for imported history the historic time
	 * @param chapters what happened then, in order
	 */
	public record Story(Terms terms, Stage stage, Stamp stamp, List<Chapter> chapters) {

		List<OpportunityEvent> events(String number) {
			List<OpportunityEvent> events = new ArrayList<>();
			events.add(Opportunity.open(new OpportunityId(Ids.next()), number, this.terms, this.stage, this.stamp));
			for (Chapter chapter : this.chapters) {
				events.add(chapter.continued(events.getLast().after()));
			}
			return events;
		}

	}

	/**
	 * A later step of a story: into a stage, by the rules of its category.
	 *
	 * @param reason why; needed for a lost stage
	 * @param at when
	 */
	public record Chapter(Stage stage, @Nullable String reason, Instant at) {

		private OpportunityEvent continued(Opportunity now) {
			Stamp stamp = now.stamp().updated(this.at, now.stamp().updatedBy());
			return switch (this.stage.category()) {
				case OPEN -> now.moveTo(this.stage, this.reason, stamp);
				case WON -> now.win(this.stage, stamp);
				case LOST -> now.lose(this.stage, this.reason, null, stamp);
			};
		}

	}

}
