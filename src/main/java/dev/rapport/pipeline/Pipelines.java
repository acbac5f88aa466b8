package dev.rapport.pipeline;

import java.time.Clock;
import java.util.List;
import java.util.function.BiFunction;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.events.EventLog;
import dev.rapport.kernel.Checks;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.kernel.Stamp;
import dev.rapport.persistence.Ids;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actors;

/** The door to pipelines and their stages. */
@Component
public class Pipelines {

	private final PipelineRepository repository;

	private final StageRepository stages;

	private final EventLog log;

	private final TenantDatabase transactions;

	private final Clock clock;

	Pipelines(PipelineRepository repository, StageRepository stages, EventLog log, TenantDatabase transactions,
			Clock clock) {
		this.repository = repository;
		this.stages = stages;
		this.log = log;
		this.transactions = transactions;
		this.clock = clock;
	}

	/** A pipeline with its stages; empty if there is none for the caller. */
	public Mono<Pipeline> byId(PipelineId id) {
		return this.repository.byIds(List.of(id.value())).mapNotNull((byId) -> byId.get(id.value()));
	}

	/** A stage; empty if there is none for the caller. */
	public Mono<Stage> stage(StageId id) {
		return this.stages.byIds(List.of(id.value())).mapNotNull((byId) -> byId.get(id.value()));
	}

	/** Makes a pipeline, dated as its stamp says. */
	public Mono<Pipeline> create(String name, List<Stage> stages, PipelineId id, Stamp stamp) {
		return Mono.fromSupplier(() -> Pipeline.create(id, name, stages, stamp))
			.delayUntil((event) -> this.repository.insert(event.after()))
			.delayUntil(this.log::append)
			.map(PipelineEvent.Created::after)
			.as(this.transactions::transactional);
	}

	/** Makes a pipeline with the usual stages, dated as its stamp says. */
	public Mono<Pipeline> createUsual(String name, Stamp stamp) {
		PipelineId id = new PipelineId(Ids.next());
		return create(name, DefaultStages.of(id), id, stamp);
	}

	Mono<Pipeline> create(Input input) {
		PipelineId id = new PipelineId(Ids.next());
		return Actors.current()
			.flatMap((actor) -> create(Checks.name(input.text("name"), input.at("name")), stages(input, id), id,
					Stamp.created(this.clock.instant(), actor.member())));
	}

	Mono<Pipeline> update(Input input) {
		return change(input, (pipeline, stamp) -> pipeline.update(
				input.has("name") ? Checks.name(input.textOrNull("name"), input.at("name")) : pipeline.name(),
				input.has("stages") ? Stage.readAll(input, pipeline.id(), pipeline.stages()) : pipeline.stages(),
				stamp))
			.onErrorMap(Problem.Violation.class, Pipelines::kept);
	}

	Mono<Pipeline> archive(Input input) {
		return change(input, Pipeline::archive);
	}

	private Mono<Pipeline> change(Input input, BiFunction<Pipeline, Stamp, ? extends PipelineEvent> verb) {
		PipelineId id = input.id("id", PipelineId.PREFIX, PipelineId::new);
		return this.repository.forUpdate(id)
			.switchIfEmpty(Mono.error(() -> new Problem.NotFound("input.id", id)))
			.zipWith(Actors.current(),
					(pipeline, actor) -> verb.apply(pipeline.expecting(input.version()),
							pipeline.stamp().updated(this.clock.instant(), actor.member())))
			.delayUntil((event) -> this.repository.update(event.after()))
			.delayUntil(this.log::append)
			.<Pipeline>map(PipelineEvent::after)
			.as(this.transactions::transactional);
	}

	private static List<Stage> stages(Input input, PipelineId pipeline) {
		boolean named = input.values().get("stages") != null;
		return named ? Stage.readAll(input, pipeline, List.of()) : DefaultStages.of(pipeline);
	}

	/** Nothing but a stage that was left out can be missed when a pipeline is written. */
	private static Problem kept(Problem.Violation problem) {
		return problem.constraint().startsWith("reference.")
				? new Problem.Violation(ErrorCode.IN_USE, "input.stages", "stage.inUse") : problem;
	}

}
