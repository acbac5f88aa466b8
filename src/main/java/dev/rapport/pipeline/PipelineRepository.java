package dev.rapport.pipeline;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Stamp;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.Listing;
import dev.rapport.persistence.NodeSource;
import dev.rapport.persistence.Sql;
import dev.rapport.persistence.TenantDatabase;

@Repository
class PipelineRepository implements NodeSource<Pipeline> {

	/**
	 * The stages travel with their pipeline as one document: they are few and never
	 * paged.
	 */
	private static final String COLUMNS = """
			p.id, p.version, p.name, (select jsonb_agg(jsonb_build_object('id', s.id, 'place', s.place, 'key', s.key,
			  'name', s.name, 'category', s.category, 'probability', s.probability, 'gates', s.gates, 'maxDays', s.max_days)
			  order by s.place) from stage s where s.tenant_id = p.tenant_id and s.pipeline_id = p.id),
			p.created_at, p.created_by, p.updated_at, p.updated_by, p.archived_at""";

	static final Listing<Pipeline> LISTING = new Listing<>(COLUMNS, "pipeline p", "p.tenant_id",
			PipelineRepository::read);

	private static final String BY_IDS = "select " + COLUMNS + " from pipeline p where p.tenant_id = $1 and p.id"
			+ Sql.ANY;

	private static final String LOCK = "select p.id from pipeline p where p.tenant_id = $1 and p.id = $2 for update";

	private static final String INSERT = """
			insert into pipeline (tenant_id, id, version, name, created_at, created_by, updated_at, updated_by)
			values ($1, $2, 1, $3, $4, $5, $6, $7)
			""";

	private static final String UPDATE = """
			update pipeline set version = $3, name = $4, updated_at = $5, updated_by = $6, archived_at = $7
			where tenant_id = $1 and id = $2 and version = $3 - 1
			""";

	private static final String KEEP_STAGE = """
			insert into stage (tenant_id, id, pipeline_id, place, key, name, category, probability, gates, max_days)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
			on conflict (tenant_id, id) do update set place = excluded.place, key = excluded.key, name = excluded.name,
			  category = excluded.category, probability = excluded.probability, gates = excluded.gates,
			  max_days = excluded.max_days where stage.pipeline_id = excluded.pipeline_id
			""";

	private static final String DROP_STAGES = """
			delete from stage where tenant_id = $1 and pipeline_id = $2 and id <> all($3)
			""";

	private final TenantDatabase database;

	PipelineRepository(TenantDatabase database) {
		this.database = database;
	}

	@Override
	public String prefix() {
		return PipelineId.PREFIX;
	}

	@Override
	public Class<Pipeline> type() {
		return Pipeline.class;
	}

	@Override
	public Mono<Map<UUID, Pipeline>> byIds(Collection<UUID> ids) {
		return this.database.byKeys(BY_IDS, PipelineRepository::read, (Object) ids.toArray(UUID[]::new))
			.map((pipelines) -> pipelines.stream()
				.collect(Collectors.toMap((pipeline) -> pipeline.id().value(), (pipeline) -> pipeline)));
	}

	/**
	 * Locks the pipeline until the transaction ends; empty if there is none. It is read
	 * only once the lock is held: a statement that waits for a row still sees other
	 * tables, and so the stages, as they were before.
	 */
	Mono<Pipeline> forUpdate(PipelineId id) {
		return this.database.first(LOCK, Columns::uuid, id.value())
			.then(this.database.first(BY_IDS, PipelineRepository::read, (Object) new UUID[] { id.value() }));
	}

	Mono<Void> insert(Pipeline pipeline) {
		Stamp stamp = pipeline.stamp();
		return this.database
			.execute(INSERT, pipeline.id().value(), pipeline.name(), stamp.createdAt(), stamp.createdBy(),
					stamp.updatedAt(), stamp.updatedBy())
			.then(keep(pipeline));
	}

	/** Writes the new state; stages that are gone must not be in use. */
	Mono<Void> update(Pipeline pipeline) {
		return this.database
			.execute(UPDATE, pipeline.id().value(), pipeline.version(), pipeline.name(), pipeline.updatedAt(),
					pipeline.stamp().updatedBy(), Sql.instant(pipeline.archivedAt()))
			.then(this.database.execute(DROP_STAGES, pipeline.id().value(),
					Sql.ids(pipeline.stages().stream().map(Stage::id).toList())))
			.then(keep(pipeline));
	}

	private Mono<Void> keep(Pipeline pipeline) {
		return this.database.insertAll(KEEP_STAGE, pipeline.stages().stream().map(PipelineRepository::stage).toList());
	}

	private static Object[] stage(Stage stage) {
		return new Object[] { stage.id().value(), stage.pipeline().value(), stage.place(), stage.key(), stage.name(),
				stage.category().name(), stage.probability(),
				Sql.texts(stage.gates().stream().map(Gate::name).toList()), Sql.integer(stage.maxDays()) };
	}

	private static Pipeline read(Columns c) {
		PipelineId id = c.id(PipelineId::new);
		return new Pipeline(id, c.integer(), c.text(),
				c.list(StageDocument.class).stream().map((stage) -> stage.in(id)).toList(),
				new Stamp(c.instant(), c.uuid(), c.instant(), c.uuid()), c.instantOrNull());
	}

	/** A stage as the select aggregates it. */
	record StageDocument(UUID id, int place, String key, String name, StageCategory category, int probability,
			List<Gate> gates, @Nullable Integer maxDays) {

		Stage in(PipelineId pipeline) {
			return new Stage(new StageId(this.id), pipeline, this.place, this.key, this.name, this.category,
					this.probability, this.gates, this.maxDays);
		}

	}

}
