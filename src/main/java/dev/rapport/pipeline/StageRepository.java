package dev.rapport.pipeline;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.persistence.Columns;
import dev.rapport.persistence.NodeSource;
import dev.rapport.persistence.TenantDatabase;

@Repository
class StageRepository implements NodeSource<Stage> {

	private static final String BY_IDS = """
			select s.id, s.pipeline_id, s.place, s.key, s.name, s.category, s.probability, s.gates, s.max_days
			from stage s where s.tenant_id = $1 and s.id = any(array(select unnest($2::uuid[])))
			""";

	private final TenantDatabase database;

	StageRepository(TenantDatabase database) {
		this.database = database;
	}

	@Override
	public String prefix() {
		return StageId.PREFIX;
	}

	@Override
	public Class<Stage> type() {
		return Stage.class;
	}

	@Override
	public Mono<Map<UUID, Stage>> byIds(Collection<UUID> ids) {
		return this.database.byKeys(BY_IDS, StageRepository::read, (Object) ids.toArray(UUID[]::new))
			.map((stages) -> stages.stream()
				.collect(Collectors.toMap((stage) -> stage.id().value(), (stage) -> stage)));
	}

	private static Stage read(Columns c) {
		return new Stage(c.id(StageId::new), c.id(PipelineId::new), c.integer(), c.text(), c.text(),
				c.constant(StageCategory.class), c.integer(), c.texts().stream().map(Gate::valueOf).toList(),
				c.integerOrNull());
	}

}
