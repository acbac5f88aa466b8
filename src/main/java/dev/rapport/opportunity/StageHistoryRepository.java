package dev.rapport.opportunity;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.member.MemberId;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.Sql;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.pipeline.StageId;

/** In which stages opportunities stood, and how long. */
@Repository
class StageHistoryRepository {

	private static final String NOTE = """
			insert into opportunity_stage_history (tenant_id, opportunity_id, version, stage_id, entered_at, moved_by, reason)
			values ($1, $2, $3, $4, $5, $6, $7)
			""";

	private static final String OF = """
			select h.opportunity_id, h.stage_id, h.entered_at,
			  lead(h.entered_at) over (partition by h.opportunity_id order by h.version), h.moved_by, h.reason
			from opportunity_stage_history h where h.tenant_id = $1 and h.opportunity_id = any($2)
			order by h.opportunity_id, h.version
			""";

	private final TenantDatabase database;

	StageHistoryRepository(TenantDatabase database) {
		this.database = database;
	}

	/** Notes the stages that these events entered. */
	Mono<Void> note(List<? extends OpportunityEvent> events) {
		return this.database.insertAll(NOTE,
				events.stream().filter(StageHistoryRepository::entersStage).map(StageHistoryRepository::row).toList());
	}

	/** The history of each opportunity, oldest first. */
	Mono<Map<UUID, List<Entry>>> of(Collection<UUID> opportunities) {
		return this.database
			.list(OF, (columns) -> Map.entry(columns.uuid(), entry(columns)),
					(Object) opportunities.toArray(UUID[]::new))
			.map((rows) -> rows.stream()
				.collect(Collectors.groupingBy(Map.Entry::getKey,
						Collectors.mapping(Map.Entry::getValue, Collectors.toList()))));
	}

	private static boolean entersStage(OpportunityEvent event) {
		Opportunity before = event.before();
		return before == null || !before.standing().equals(event.after().standing());
	}

	private static Object[] row(OpportunityEvent event) {
		Opportunity after = event.after();
		return new Object[] { after.id().value(), after.version(), after.standing().stage().value(),
				after.standing().enteredAt(), after.stamp().updatedBy(), Sql.text(event.reason()) };
	}

	private static Entry entry(Columns c) {
		return new Entry(c.id(StageId::new), c.instant(), c.instantOrNull(), c.id(MemberId::new), c.textOrNull());
	}

	/**
	 * One stay in a stage.
	 *
	 * @param leftAt null while it stands there
	 */
	record Entry(StageId stage, Instant enteredAt, @Nullable Instant leftAt, MemberId movedBy,
			@Nullable String reason) {

		/** How long it stood there; null while it does. */
		public @Nullable Duration duration() {
			return (this.leftAt == null) ? null : Duration.between(this.enteredAt, this.leftAt);
		}

	}

}
