package dev.rapport.ticket;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.contact.ContactId;
import dev.rapport.customer.CustomerId;
import dev.rapport.kernel.Stamp;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.Listing;
import dev.rapport.persistence.NodeSource;
import dev.rapport.persistence.Sql;
import dev.rapport.persistence.TenantDatabase;

@Repository
class TicketRepository implements NodeSource<Ticket> {

	private static final String COLUMNS = """
			t.id, t.number, t.version, t.subject, t.description, t.priority, t.type, t.channel, t.customer_id,
			t.contact_id, t.tags, t.assignee_id, t.status, t.status_since, t.resolution, t.first_response_at, t.solved_at,
			t.closed_at, t.reopen_count, t.duplicate_of_id, t.created_at, t.created_by, t.updated_at, t.updated_by""";

	private static final Set<String> SKETCHED = Set.of("id", "number", "subject", "priority", "priorityLabel", "type",
			"typeLabel", "channel", "channelLabel", "customer", "contact", "assignee", "status", "statusLabel",
			"statusSince", "createdAt");

	private static final String SKETCH = """
			t.id, t.number, t.subject, t.priority, t.type, t.channel, t.customer_id, t.contact_id, t.assignee_id,
			t.status, t.status_since, t.created_at""";

	static final Listing<Ticket> LISTING = new Listing<>(COLUMNS, "ticket t", "t.tenant_id", "seen(tickets, t)",
			TicketRepository::read)
		.sketched(SKETCH, TicketRepository::sketch);

	private static final String BY_IDS = "select " + COLUMNS
			+ " from ticket t where t.tenant_id = $1 and seen(tickets, t) and t.id" + Sql.ANY;

	private static final String SKETCHES = "select " + SKETCH
			+ " from ticket t where t.tenant_id = $1 and seen(tickets, t) and t.id" + Sql.ANY;

	private static final String FOR_UPDATE = "select " + COLUMNS + ", changeable(tickets, t)"
			+ " from ticket t where t.tenant_id = $1 and seen(tickets, t) and t.id = $2 for update";

	private static final String NAMED = """
			select exists (select from ticket t where t.tenant_id = $1 and t.duplicate_of_id = $2)
			""";

	private static final String INSERT = """
			insert into ticket (tenant_id, id, version, subject, description, priority, type, channel, customer_id,
			  contact_id, tags, assignee_id, status, status_since, resolution, first_response_at, solved_at, closed_at,
			  reopen_count, duplicate_of_id, updated_at, updated_by, number, created_at, created_by)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
			  $23, $24, $25)
			""";

	private static final String UPDATE = """
			update ticket set version = $3, subject = $4, description = $5, priority = $6, type = $7, channel = $8,
			  customer_id = $9, contact_id = $10, tags = $11, assignee_id = $12, status = $13, status_since = $14,
			  resolution = $15, first_response_at = $16, solved_at = $17, closed_at = $18, reopen_count = $19,
			  duplicate_of_id = $20, updated_at = $21, updated_by = $22
			where tenant_id = $1 and id = $2 and version = $3 - 1
			""";

	private static final String INSERT_STEP = """
			insert into ticket_status_history (tenant_id, ticket_id, version, from_status, to_status, at, by_id, reason,
			  seconds) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
			""";

	private static final String INSERT_COMMENT = """
			insert into ticket_comment (tenant_id, id, ticket_id, body, visibility, created_at, created_by)
			values ($1, $2, $3, $4, $5, $6, $7)
			""";

	private final TenantDatabase database;

	TicketRepository(TenantDatabase database) {
		this.database = database;
	}

	@Override
	public String prefix() {
		return TicketId.PREFIX;
	}

	@Override
	public Class<Ticket> type() {
		return Ticket.class;
	}

	@Override
	public Mono<Map<UUID, Ticket>> byIds(Collection<UUID> ids) {
		return byIds(BY_IDS, TicketRepository::read, ids);
	}

	@Override
	public Set<String> sketched() {
		return SKETCHED;
	}

	@Override
	public Mono<Map<UUID, Ticket>> sketches(Collection<UUID> ids) {
		return byIds(SKETCHES, TicketRepository::sketch, ids);
	}

	private Mono<Map<UUID, Ticket>> byIds(String sql, Function<Columns, Ticket> reader, Collection<UUID> ids) {
		return this.database.byKeys(sql, reader, (Object) ids.toArray(UUID[]::new))
			.map((tickets) -> tickets.stream()
				.collect(Collectors.toMap((ticket) -> ticket.id().value(), (ticket) -> ticket)));
	}

	/** Locks the ticket until the transaction ends; empty if there is none. */
	Mono<Ticket> forUpdate(TicketId id) {
		return this.database.first(FOR_UPDATE, (row) -> row.changeable(TicketRepository::read), id.value());
	}

	/** Whether another ticket was set aside for this one. */
	Mono<Boolean> isOriginal(TicketId id) {
		return this.database.first(NAMED, Columns::flag, id.value());
	}

	Mono<Void> insert(List<Ticket> tickets) {
		return this.database.insertAll(INSERT, tickets.stream().map(TicketRepository::inserted).toList());
	}

	/**
	 * Writes the new state over the version before it; fails if that isn't the current
	 * one.
	 */
	Mono<Void> update(Ticket ticket) {
		return this.database.write(UPDATE, state(ticket));
	}

	Mono<Void> insertSteps(List<TicketStatusChange> steps) {
		return this.database.insertAll(INSERT_STEP, steps.stream().map(TicketRepository::step).toList());
	}

	Mono<Void> insertComment(TicketComment comment) {
		return this.database
			.execute(INSERT_COMMENT, comment.id().value(), comment.ticket().value(), comment.body(),
					comment.visibility().name(), comment.createdAt(), comment.createdBy())
			.then();
	}

	private static Object[] inserted(Ticket ticket) {
		Object[] state = state(ticket);
		Object[] inserted = new Object[state.length + 3];
		System.arraycopy(state, 0, inserted, 0, state.length);
		inserted[state.length] = ticket.number();
		inserted[state.length + 1] = ticket.createdAt();
		inserted[state.length + 2] = ticket.stamp().createdBy();
		return inserted;
	}

	/** What an update writes; an insert begins with the same. */
	private static Object[] state(Ticket ticket) {
		Concern concern = ticket.concern();
		Course course = ticket.course();
		return new Object[] { ticket.id().value(), ticket.version(), concern.subject(), Sql.text(concern.description()),
				concern.priority().name(), concern.type().name(), concern.channel().name(), Sql.id(concern.customer()),
				Sql.id(concern.contact()), Sql.texts(concern.tags()), Sql.id(ticket.assignee()), course.status().name(),
				course.since(), Sql.text(course.resolution()), Sql.instant(course.firstResponseAt()),
				Sql.instant(course.solvedAt()), Sql.instant(course.closedAt()), course.reopenCount(),
				Sql.id(course.duplicateOf()), ticket.updatedAt(), ticket.stamp().updatedBy() };
	}

	private static Object[] step(TicketStatusChange step) {
		return new Object[] { step.ticket().value(), step.version(), Sql.constant(step.from()), step.to().name(),
				step.at(), step.by(), Sql.text(step.reason()),
				Sql.number((step.spent() == null) ? null : Long.valueOf(step.spent().toSeconds())) };
	}

	private static Ticket read(Columns c) {
		return new Ticket(c.id(TicketId::new), c.text(), c.integer(), concern(c), c.idOrNull(MemberId::new), course(c),
				new Stamp(c.instant(), c.uuid(), c.instant(), c.uuid()));
	}

	private static Ticket sketch(Columns c) {
		TicketId id = c.id(TicketId::new);
		String number = c.text();
		Concern concern = new Concern(c.text(), null, c.constant(TicketPriority.class), c.constant(TicketType.class),
				c.constant(Channel.class), c.idOrNull(CustomerId::new), c.idOrNull(ContactId::new), List.of());
		MemberId assignee = c.idOrNull(MemberId::new);
		Course course = new Course(c.constant(TicketStatus.class), c.instant(), null, null, null, null, 0, null);
		return new Ticket(id, number, 0, concern, assignee, course, Stamp.sketched(c.instant()));
	}

	private static Concern concern(Columns c) {
		return new Concern(c.text(), c.textOrNull(), c.constant(TicketPriority.class), c.constant(TicketType.class),
				c.constant(Channel.class), c.idOrNull(CustomerId::new), c.idOrNull(ContactId::new), c.texts());
	}

	private static Course course(Columns c) {
		return new Course(c.constant(TicketStatus.class), c.instant(), c.textOrNull(), c.instantOrNull(),
				c.instantOrNull(), c.instantOrNull(), c.integer(), c.idOrNull(TicketId::new));
	}

}
