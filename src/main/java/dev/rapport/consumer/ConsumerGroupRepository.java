package dev.rapport.consumer;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.events.EventCursor;
import dev.rapport.kernel.Stamp;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.Listing;
import dev.rapport.persistence.NodeSource;
import dev.rapport.persistence.Sql;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.TenantId;

@Repository
class ConsumerGroupRepository implements NodeSource<ConsumerGroup> {

	private static final String COLUMNS = """
			g.tenant_id, g.id, g.version, g.name, g.owner_id, g.types, g.derived, g.epoch, g.position, g.acknowledged_at,
			g.created_at, g.created_by, g.updated_at, g.updated_by""";

	static final Listing<ConsumerGroup> LISTING = new Listing<>(COLUMNS, "consumer_group g", "g.tenant_id",
			"seen(events, g)", ConsumerGroupRepository::read);

	private static final String BY_IDS = "select " + COLUMNS
			+ " from consumer_group g where g.tenant_id = $1 and seen(events, g) and g.id = any($2)";

	private static final String BY_NAME = "select " + COLUMNS
			+ " from consumer_group g where g.tenant_id = $1 and seen(events, g) and g.name = $2";

	private static final String FOR_UPDATE = "select " + COLUMNS + ", changeable(events, g)"
			+ " from consumer_group g where g.tenant_id = $1 and seen(events, g) and g.name = $2 for update";

	private static final String COUNT = "select count(*)::int from consumer_group g where g.tenant_id = $1";

	private static final String INSERT = """
			insert into consumer_group (tenant_id, id, version, name, owner_id, types, derived, epoch, position,
			  acknowledged_at, created_at, created_by, updated_at, updated_by)
			values ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
			""";

	/** Whoever consumes it begins anew. */
	private static final String RESET = """
			update consumer_group set version = $3, epoch = $4, position = $5, acknowledged_at = $6, updated_at = $7,
			  updated_by = $8, consumer = null
			where tenant_id = $1 and id = $2 and version = $3 - 1
			""";

	private static final String ACKNOWLEDGE = """
			update consumer_group set position = $3, acknowledged_at = $4 where tenant_id = $1 and id = $2
			""";

	private static final String DELETE = """
			delete from consumer_group where tenant_id = $1 and id = $2 and version = $3 - 1
			""";

	private static final String TAKE = """
			update consumer_group g set consumer = $3
			where g.tenant_id = $1 and seen(events, g) and changeable(events, g) and g.name = $2
			returning""" + " " + COLUMNS;

	private static final String HELD = """
			select exists (select from consumer_group where tenant_id = $1 and id = $2 and consumer = $3)
			""";

	private final TenantDatabase database;

	ConsumerGroupRepository(TenantDatabase database) {
		this.database = database;
	}

	@Override
	public String prefix() {
		return ConsumerGroupId.PREFIX;
	}

	@Override
	public Class<ConsumerGroup> type() {
		return ConsumerGroup.class;
	}

	@Override
	public Mono<Map<UUID, ConsumerGroup>> byIds(Collection<UUID> ids) {
		return this.database.byKeys(BY_IDS, ConsumerGroupRepository::read, (Object) ids.toArray(UUID[]::new))
			.map((groups) -> groups.stream()
				.collect(Collectors.toMap((group) -> group.id().value(), Function.identity())));
	}

	/** A group by its name; empty if there is none for the caller. */
	Mono<ConsumerGroup> byName(String name) {
		return this.database.first(BY_NAME, ConsumerGroupRepository::read, name);
	}

	/** Locks the group until the transaction ends; empty if there is none. */
	Mono<ConsumerGroup> forUpdate(String name) {
		return this.database.first(FOR_UPDATE, (row) -> row.changeable(ConsumerGroupRepository::read), name);
	}

	/** How many the tenant has, whoever asks. */
	Mono<Integer> count() {
		return this.database.first(COUNT, Columns::integer);
	}

	/**
	 * Makes somebody the only consumer; empty if there is no such group that the caller
	 * may change.
	 */
	Mono<ConsumerGroup> take(String name, UUID consumer) {
		return this.database.first(TAKE, ConsumerGroupRepository::read, name, consumer);
	}

	/** Whether somebody still is the consumer. */
	Mono<Boolean> isHeld(ConsumerGroupId id, UUID consumer) {
		return this.database.first(HELD, Columns::flag, id.value(), consumer);
	}

	/** Moves the place of a group that is locked. */
	Mono<Void> acknowledge(ConsumerGroup group) {
		return this.database
			.execute(ACKNOWLEDGE, group.id().value(), group.acknowledged().position(), group.acknowledgedAt())
			.then();
	}

	Mono<Void> write(ConsumerGroupEvent event) {
		ConsumerGroup group = event.after();
		return switch (event) {
			case ConsumerGroupEvent.Created _ -> this.database.write(INSERT, inserted(group));
			case ConsumerGroupEvent.Reset _ -> this.database.write(RESET, group.id().value(), group.version(),
					group.acknowledged().epoch(), group.acknowledged().position(), group.acknowledgedAt(),
					group.updatedAt(), group.stamp().updatedBy());
			case ConsumerGroupEvent.Deleted _ -> this.database.write(DELETE, group.id().value(), group.version());
		};
	}

	private static Object[] inserted(ConsumerGroup group) {
		Stamp stamp = group.stamp();
		return new Object[] { group.id().value(), group.name(), group.owner(),
				Sql.texts(group.types().stream().map(EventRecordType::name).toList()), Sql.flag(group.derived()),
				group.acknowledged().epoch(), group.acknowledged().position(), group.acknowledgedAt(),
				stamp.createdAt(), stamp.createdBy(), stamp.updatedAt(), stamp.updatedBy() };
	}

	private static ConsumerGroup read(Columns c) {
		TenantId tenant = new TenantId(c.uuid());
		return new ConsumerGroup(c.id(ConsumerGroupId::new), c.integer(), c.text(), c.uuid(), types(c.texts()),
				c.flagOrNull(), new EventCursor(c.uuid(), tenant, c.number()), c.instant(),
				new Stamp(c.instant(), c.uuid(), c.instant(), c.uuid()));
	}

	private static List<EventRecordType> types(List<String> names) {
		return names.stream().map(EventRecordType::valueOf).toList();
	}

}
