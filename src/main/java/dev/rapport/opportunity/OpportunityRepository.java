package dev.rapport.opportunity;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.customer.CustomerId;
import dev.rapport.kernel.Stamp;
import dev.rapport.kernel.Touch;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.Json;
import dev.rapport.persistence.Listing;
import dev.rapport.persistence.NodeSource;
import dev.rapport.persistence.Sql;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.persistence.Touches;
import dev.rapport.pipeline.PipelineId;
import dev.rapport.pipeline.StageCategory;
import dev.rapport.pipeline.StageId;

@Repository
class OpportunityRepository implements NodeSource<Opportunity> {

	private static final String COLUMNS = """
			o.id, o.number, o.version, o.name, o.customer_id, o.amount, o.amount_currency, o.expected_close_date, o.owner_id,
			o.forecast_category, o.next_step, o.competitor, o.lines, o.contact_roles, o.tags, o.pipeline_id, o.stage_id,
			o.category, o.probability, o.stage_entered_at, o.closed_at, o.lost_reason, o.reopen_count, o.created_at,
			o.created_by, o.updated_at, o.updated_by, o.archived_at,
			o.last_activity_at, o.derived_from, o.derived_until""";

	private static final Set<String> SKETCHED = Set.of("id", "number", "name", "customer", "amount", "weightedAmount",
			"expectedCloseDate", "owner", "pipeline", "stage", "category", "probability");

	private static final String SKETCH = """
			o.id, o.number, o.name, o.customer_id, o.amount, o.amount_currency, o.expected_close_date, o.owner_id,
			o.pipeline_id, o.stage_id, o.category, o.probability""";

	static final Listing<Opportunity> LISTING = new Listing<>(COLUMNS, "opportunity o", "o.tenant_id",
			"seen(opportunities, o)", OpportunityRepository::read)
		.sketched(SKETCH, OpportunityRepository::sketch);

	/** Opportunities in which a contact plays a part; {@code r.contact_id} says which. */
	static final Listing<Opportunity> OF_CONTACT = new Listing<>(COLUMNS,
			"opportunity o join opportunity_contact r on r.tenant_id = o.tenant_id and r.opportunity_id = o.id",
			"o.tenant_id", "seen(opportunities, o)", OpportunityRepository::read);

	private static final String BY_IDS = "select " + COLUMNS
			+ " from opportunity o where o.tenant_id = $1 and seen(opportunities, o) and o.id" + Sql.ANY;

	private static final String SKETCHES = "select " + SKETCH
			+ " from opportunity o where o.tenant_id = $1 and seen(opportunities, o) and o.id" + Sql.ANY;

	private static final String FOR_UPDATE = "select " + COLUMNS + ", changeable(opportunities, o)"
			+ " from opportunity o where o.tenant_id = $1 and seen(opportunities, o) and o.id = $2 for update";

	private static final String INSERT = """
			insert into opportunity (tenant_id, id, version, name, customer_id, amount, amount_currency,
			  expected_close_date, owner_id, forecast_category, next_step, competitor, lines, contact_roles, tags,
			  stage_id, category, probability, stage_entered_at, closed_at, lost_reason, reopen_count, weighted_amount,
			  updated_at, updated_by, archived_at, number, pipeline_id, created_at, created_by)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
			  $23, $24, $25, $26, $27, $28, $29, $30)
			""";

	private static final String UPDATE = """
			update opportunity set version = $3, name = $4, customer_id = $5, amount = $6, amount_currency = $7,
			  expected_close_date = $8, owner_id = $9, forecast_category = $10, next_step = $11, competitor = $12,
			  lines = $13, contact_roles = $14, tags = $15, stage_id = $16, category = $17, probability = $18,
			  stage_entered_at = $19, closed_at = $20, lost_reason = $21, reopen_count = $22, weighted_amount = $23,
			  updated_at = $24, updated_by = $25, archived_at = $26
			where tenant_id = $1 and id = $2 and version = $3 - 1
			""";

	private static final String FORGET_LINKS = """
			with products as (delete from opportunity_product where tenant_id = $1 and opportunity_id = $2)
			delete from opportunity_contact where tenant_id = $1 and opportunity_id = $2
			""";

	private static final String KEEP_PRODUCT = """
			insert into opportunity_product (tenant_id, opportunity_id, product_id) values ($1, $2, $3) on conflict do nothing
			""";

	private static final String KEEP_CONTACT = """
			insert into opportunity_contact (tenant_id, opportunity_id, contact_id) values ($1, $2, $3)
			""";

	private final TenantDatabase database;

	private final Touches<Opportunity> touches;

	private final StageHistoryRepository history;

	OpportunityRepository(TenantDatabase database, StageHistoryRepository history) {
		this.database = database;
		this.touches = new Touches<>(database, "opportunity o", COLUMNS, OpportunityRepository::read);
		this.history = history;
	}

	/** Notes the stages that these events entered. */
	Mono<Void> note(List<? extends OpportunityEvent> events) {
		return this.history.note(events);
	}

	/** Where it is kept when something was last done about opportunities. */
	Touches<Opportunity> touches() {
		return this.touches;
	}

	@Override
	public String prefix() {
		return OpportunityId.PREFIX;
	}

	@Override
	public Class<Opportunity> type() {
		return Opportunity.class;
	}

	@Override
	public Mono<Map<UUID, Opportunity>> byIds(Collection<UUID> ids) {
		return byIds(BY_IDS, OpportunityRepository::read, ids);
	}

	@Override
	public Set<String> sketched() {
		return SKETCHED;
	}

	@Override
	public Mono<Map<UUID, Opportunity>> sketches(Collection<UUID> ids) {
		return byIds(SKETCHES, OpportunityRepository::sketch, ids);
	}

	private Mono<Map<UUID, Opportunity>> byIds(String sql, Function<Columns, Opportunity> reader,
			Collection<UUID> ids) {
		return this.database.byKeys(sql, reader, (Object) ids.toArray(UUID[]::new))
			.map((opportunities) -> opportunities.stream()
				.collect(Collectors.toMap((opportunity) -> opportunity.id().value(), (opportunity) -> opportunity)));
	}

	/** Locks the opportunity until the transaction ends; empty if there is none. */
	Mono<Opportunity> forUpdate(OpportunityId id) {
		return this.database.first(FOR_UPDATE, (row) -> row.changeable(OpportunityRepository::read), id.value());
	}

	Mono<Void> insert(List<Opportunity> opportunities) {
		return this.database.insertAll(INSERT, opportunities.stream().map(OpportunityRepository::inserted).toList())
			.then(links(opportunities));
	}

	/**
	 * Writes the new state over the version before it; fails if that isn't the current
	 * one.
	 */
	Mono<Void> update(OpportunityEvent event) {
		return this.database.write(UPDATE, updated(event.after()))
			.then(Mono.defer(() -> relinked(event) ? relink(event.after()) : Mono.empty()));
	}

	private static boolean relinked(OpportunityEvent event) {
		Opportunity before = event.before();
		return before != null && !(before.terms().lines().equals(event.after().terms().lines())
				&& before.terms().contactRoles().equals(event.after().terms().contactRoles()));
	}

	private Mono<Void> relink(Opportunity opportunity) {
		return this.database.later(FORGET_LINKS, opportunity.id().value()).then(links(List.of(opportunity)));
	}

	private Mono<Void> links(List<Opportunity> opportunities) {
		return this.database.insertAll(KEEP_PRODUCT, products(opportunities))
			.then(this.database.insertAll(KEEP_CONTACT, contacts(opportunities)));
	}

	private static List<Object[]> products(List<Opportunity> opportunities) {
		return opportunities.stream()
			.flatMap((opportunity) -> opportunity.terms()
				.lines()
				.stream()
				.filter((line) -> line.product() != null)
				.map((line) -> new Object[] { opportunity.id().value(), Sql.id(line.product()) }))
			.toList();
	}

	private static List<Object[]> contacts(List<Opportunity> opportunities) {
		return opportunities.stream()
			.flatMap((opportunity) -> opportunity.terms()
				.contactRoles()
				.stream()
				.map((role) -> new Object[] { opportunity.id().value(), role.contact().value() }))
			.toList();
	}

	private static Object[] updated(Opportunity opportunity) {
		Terms terms = opportunity.terms();
		Standing standing = opportunity.standing();
		return new Object[] { opportunity.id().value(), opportunity.version(), terms.name(), Sql.id(terms.customer()),
				Sql.minor(terms.amount()), Sql.currency(terms.amount()), Sql.date(terms.expectedCloseDate()),
				Sql.id(terms.owner()), terms.forecastCategory().name(), Sql.text(terms.nextStep()),
				Sql.text(terms.competitor()), Json.of(terms.lines()), Json.of(terms.contactRoles()),
				Sql.texts(terms.tags()), standing.stage().value(), standing.category().name(), standing.probability(),
				standing.enteredAt(), Sql.instant(standing.closedAt()), Sql.text(standing.lostReason()),
				standing.reopenCount(), Sql.minor(opportunity.weightedAmount()), opportunity.updatedAt(),
				opportunity.stamp().updatedBy(), Sql.instant(opportunity.archivedAt()) };
	}

	private static Object[] inserted(Opportunity opportunity) {
		Object[] state = updated(opportunity);
		Object[] row = Arrays.copyOf(state, state.length + 4);
		row[state.length] = opportunity.number();
		row[state.length + 1] = opportunity.standing().pipeline().value();
		row[state.length + 2] = opportunity.stamp().createdAt();
		row[state.length + 3] = opportunity.stamp().createdBy();
		return row;
	}

	private static Opportunity read(Columns c) {
		return new Opportunity(c.id(OpportunityId::new), c.text(), c.integer(), terms(c), standing(c),
				new Stamp(c.instant(), c.uuid(), c.instant(), c.uuid()), c.instantOrNull(), touch(c));
	}

	private static Opportunity sketch(Columns c) {
		OpportunityId id = c.id(OpportunityId::new);
		String number = c.text();
		Terms terms = Terms.blank(c.text(), c.idOrNull(CustomerId::new), c.moneyOrNull(), c.dateOrNull(),
				c.idOrNull(MemberId::new));
		Standing standing = new Standing(c.id(PipelineId::new), c.id(StageId::new), c.constant(StageCategory.class),
				c.integer(), Instant.EPOCH, null, null, 0);
		return new Opportunity(id, number, 0, terms, standing, Stamp.BLANK, null, Touch.NEVER);
	}

	private static Touch touch(Columns c) {
		return new Touch(c.instantOrNull(), c.integer(), c.integer());
	}

	private static Terms terms(Columns c) {
		return new Terms(c.text(), c.idOrNull(CustomerId::new), c.moneyOrNull(), c.dateOrNull(),
				c.idOrNull(MemberId::new), c.constant(ForecastCategory.class), c.textOrNull(), c.textOrNull(),
				c.list(OpportunityLine.class), c.list(ContactRole.class), c.texts());
	}

	private static Standing standing(Columns c) {
		return new Standing(c.id(PipelineId::new), c.id(StageId::new), c.constant(StageCategory.class), c.integer(),
				c.instant(), c.instantOrNull(), c.textOrNull(), c.integer());
	}

}
