package dev.rapport.activity;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.customer.CustomerId;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.Stamp;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.Listing;
import dev.rapport.persistence.NodeSource;
import dev.rapport.persistence.Sql;
import dev.rapport.persistence.TenantDatabase;

@Repository
class ActivityRepository implements NodeSource<Activity> {

	private static final String COLUMNS = """
			a.type, a.id, a.version, a.status, a.planned_at, a.occurred_at, a.outcome, a.subject, a.body, a.owner_id, a.tags,
			a.related_to, a.customers, a.created_at, a.created_by, a.updated_at, a.updated_by, a.due_at, a.priority,
			a.reminder_at, a.direction, a.address, a.location, a.duration_seconds, a.participants""";

	private static final Set<String> SKETCHED = Set.of("id", "type", "typeLabel", "status", "statusLabel", "subject",
			"owner", "plannedAt", "occurredAt", "happensAt", "overdue", "createdAt", "dueAt", "priority");

	private static final String SKETCH = """
			a.type, a.id, a.status, a.planned_at, a.occurred_at, a.subject, a.owner_id, a.created_at, a.due_at, a.priority""";

	static final Listing<Activity> LISTING = new Listing<>(COLUMNS, "activity a", "a.tenant_id", "seen(activities, a)",
			ActivityRepository::read)
		.sketched(SKETCH, ActivityRepository::sketch);

	/** The activities of records: {@code l.target_id} is the record. */
	static final Listing<Activity> LINKED = new Listing<>(COLUMNS,
			"activity_link l join activity a on a.tenant_id = l.tenant_id and a.id = l.activity_id", "l.tenant_id",
			"seen(activities, a)", ActivityRepository::read)
		.sketched(SKETCH, ActivityRepository::sketch);

	/** The activities that members take part in. */
	static final Listing<Activity> ATTENDED = new Listing<>(COLUMNS,
			"activity_attendee g join activity a on a.tenant_id = g.tenant_id and a.id = g.activity_id", "g.tenant_id",
			"seen(activities, a)", ActivityRepository::read)
		.sketched(SKETCH, ActivityRepository::sketch);

	private static final String BY_IDS = "select " + COLUMNS
			+ " from activity a where a.tenant_id = $1 and seen(activities, a) and a.id" + Sql.ANY;

	private static final String FOR_UPDATE = "select " + COLUMNS + ", changeable(activities, a)"
			+ " from activity a where a.tenant_id = $1 and seen(activities, a) and a.id = $2 for update";

	private static final String INSERT = """
			insert into activity (tenant_id, id, version, status, planned_at, occurred_at, outcome, subject, body, owner_id,
			  tags, related_to, customers, updated_at, updated_by, due_at, priority, reminder_at, direction, address,
			  location, duration_seconds, participants, type, created_at, created_by)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
			  $23, $24, $25, $26)
			""";

	private static final String UPDATE = """
			update activity set version = $3, status = $4, planned_at = $5, occurred_at = $6, outcome = $7, subject = $8,
			  body = $9, owner_id = $10, tags = $11, related_to = $12, customers = $13, updated_at = $14, updated_by = $15,
			  due_at = $16, priority = $17, reminder_at = $18, direction = $19, address = $20, location = $21,
			  duration_seconds = $22, participants = $23
			where tenant_id = $1 and id = $2 and version = $3 - 1
			""";

	private static final String FORGET_LINKS = "delete from activity_link where tenant_id = $1 and activity_id = $2";

	/**
	 * When something was last done about records; those about which nothing was are
	 * missing.
	 */
	private static final String LAST_DONE = """
			select r.id, (
			  select l.happens_at from activity_link l
			    join activity a on a.tenant_id = l.tenant_id and a.id = l.activity_id
			  where l.tenant_id = $1 and l.target_id = r.id and a.status = 'COMPLETED'
			  order by l.happens_at desc limit 1)
			from unnest($2::uuid[]) as r(id)
			""";

	private static final String KEEP_LINK = """
			insert into activity_link (tenant_id, activity_id, target_id, target_type, derived, happens_at)
			values ($1, $2, $3, $4, $5, $6)
			""";

	private static final String FORGET_ATTENDEES = """
			delete from activity_attendee where tenant_id = $1 and activity_id = $2
			""";

	private static final String FORGET_ALL_ATTENDEES = """
			delete from activity_attendee where tenant_id = $1 and activity_id = any($2)
			""";

	private static final String KEEP_ATTENDEE = """
			insert into activity_attendee (tenant_id, activity_id, member_id, agenda_at) values ($1, $2, $3, $4)
			""";

	private final TenantDatabase database;

	ActivityRepository(TenantDatabase database) {
		this.database = database;
	}

	@Override
	public String prefix() {
		return ActivityId.PREFIX;
	}

	@Override
	public Class<Activity> type() {
		return Activity.class;
	}

	@Override
	public Set<String> sketched() {
		return SKETCHED;
	}

	@Override
	public Mono<Map<UUID, Activity>> byIds(Collection<UUID> ids) {
		return this.database.byKeys(BY_IDS, ActivityRepository::read, (Object) ids.toArray(UUID[]::new))
			.map((activities) -> activities.stream()
				.collect(Collectors.toMap((activity) -> activity.id().value(), (activity) -> activity)));
	}

	/** Locks the activity until the transaction ends; empty if there is none. */
	Mono<Activity> forUpdate(ActivityId id) {
		return this.database.first(FOR_UPDATE, (row) -> row.changeable(ActivityRepository::read), id.value());
	}

	Mono<Void> insert(List<Activity> activities) {
		return this.database.insertAll(INSERT, activities.stream().map(ActivityRepository::inserted).toList())
			.then(index(activities));
	}

	/**
	 * Writes the new state over the version before it; fails if that isn't the current
	 * one.
	 */
	Mono<Void> update(Activity activity) {
		return this.database.write(UPDATE, state(activity).toArray())
			.then(this.database.later(FORGET_LINKS, activity.id().value()))
			.then(this.database.later(FORGET_ATTENDEES, activity.id().value()))
			.then(index(List.of(activity)));
	}

	/** When something was last done about records, by their ids. */
	Mono<Map<UUID, Instant>> lastDone(Collection<UUID> ids) {
		return this.database.list(LAST_DONE, Done::read, (Object) ids.toArray(UUID[]::new)).map(Done::byRecord);
	}

	/** Keeps anew who takes part, where only the owners are others. */
	Mono<Void> reattend(List<Activity> activities) {
		return this.database
			.later(FORGET_ALL_ATTENDEES,
					(Object) activities.stream().map((activity) -> activity.id().value()).toArray(UUID[]::new))
			.then(this.database.insertAll(KEEP_ATTENDEE,
					activities.stream().flatMap(ActivityRepository::attendees).toList()))
			.then();
	}

	/** Keeps what timelines and agendas are read from. */
	private Mono<Void> index(List<Activity> activities) {
		return this.database.insertAll(KEEP_LINK, activities.stream().flatMap(ActivityRepository::links).toList())
			.then(this.database.insertAll(KEEP_ATTENDEE,
					activities.stream().flatMap(ActivityRepository::attendees).toList()));
	}

	private static Stream<Object[]> links(Activity activity) {
		List<Related> direct = activity.core().links().relatedTo();
		Stream<Related> derived = activity.customers().stream().map(Related::of).filter((id) -> !direct.contains(id));
		return Stream.concat(direct.stream().map((id) -> link(activity, id, false)),
				derived.map((id) -> link(activity, id, true)));
	}

	private static Object[] link(Activity activity, Related target, boolean derived) {
		return new Object[] { activity.id().value(), target.value(), target.prefix(), derived, activity.happensAt() };
	}

	private static Stream<Object[]> attendees(Activity activity) {
		List<MemberId> participants = (activity instanceof Meeting meeting) ? meeting.participants() : List.of();
		return Stream.concat(Stream.ofNullable(activity.core().matter().owner()), participants.stream())
			.distinct()
			.map((member) -> new Object[] { activity.id().value(), member.value(), Sql.instant(activity.agendaAt()) });
	}

	private static Object[] inserted(Activity activity) {
		Stamp stamp = activity.core().stamp();
		List<Object> row = state(activity);
		row.addAll(List.of(activity.type().name(), stamp.createdAt(), stamp.createdBy()));
		return row.toArray();
	}

	private static List<Object> state(Activity activity) {
		Course course = activity.core().course();
		Matter matter = activity.core().matter();
		List<Object> state = new ArrayList<>(List.of(activity.id().value(), activity.version(), course.status().name(),
				Sql.instant(course.plannedAt()), Sql.instant(course.occurredAt()), Sql.text(course.outcome()),
				matter.subject(), Sql.text(matter.body()), Sql.id(matter.owner()), Sql.texts(matter.tags())));
		state.addAll(List.of(texts(activity.core().links().relatedTo()), texts(activity.customers()),
				activity.updatedAt(), activity.core().stamp().updatedBy()));
		state.addAll(Particulars.of(activity).parameters());
		return state;
	}

	private static String[] texts(List<? extends NodeId> ids) {
		return Sql.texts(ids.stream().map(NodeId::text).toList());
	}

	private static Activity read(Columns c) {
		ActivityType type = c.constant(ActivityType.class);
		ActivityCore core = core(c);
		return Particulars.read(c).activity(type, core);
	}

	private static Activity sketch(Columns c) {
		ActivityType type = c.constant(ActivityType.class);
		ActivityId id = c.id(ActivityId::new);
		Course course = new Course(c.constant(ActivityStatus.class), c.instantOrNull(), c.instantOrNull(), null);
		Matter matter = new Matter(c.text(), null, c.idOrNull(MemberId::new), List.of());
		ActivityCore core = new ActivityCore(id, 0, course, matter, new Links(List.of(), List.of()),
				Stamp.sketched(c.instant()));
		return Particulars.sketched(c.instantOrNull(), c.constantOrNull(TaskPriority.class)).activity(type, core);
	}

	private static ActivityCore core(Columns c) {
		return new ActivityCore(c.id(ActivityId::new), c.integer(),
				new Course(c.constant(ActivityStatus.class), c.instantOrNull(), c.instantOrNull(), c.textOrNull()),
				new Matter(c.text(), c.textOrNull(), c.idOrNull(MemberId::new), c.texts()),
				new Links(c.texts().stream().map(Related::parse).toList(),
						c.texts().stream().map(ActivityRepository::customer).toList()),
				new Stamp(c.instant(), c.uuid(), c.instant(), c.uuid()));
	}

	private static CustomerId customer(String text) {
		return new CustomerId(NodeId.decode(CustomerId.PREFIX, text));
	}

	private record Done(UUID record, @Nullable Instant at) {

		static Done read(Columns c) {
			return new Done(c.uuid(), c.instantOrNull());
		}

		static Map<UUID, Instant> byRecord(List<Done> all) {
			Map<UUID, Instant> found = new HashMap<>();
			for (Done done : all) {
				if (done.at() != null) {
					found.put(done.record(), done.at());
				}
			}
			return found;
		}

	}

}
