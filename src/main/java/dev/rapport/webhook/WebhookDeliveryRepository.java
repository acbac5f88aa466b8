package dev.rapport.webhook;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.events.EventCursor;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.Listing;
import dev.rapport.persistence.NodeSource;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.TenantId;

/** The deliveries as those see them who look after subscriptions. */
@Repository
class WebhookDeliveryRepository implements NodeSource<WebhookDelivery> {

	static final String COLUMNS = """
			d.id, d.webhook_id, d.event_id, d.position, d.type, d.record_type, d.record_id, d.status, d.attempts,
			d.next_attempt_at, d.history, d.created_at, d.ended_at""";

	private static final String SEEN = "seen(webhooks, d)";

	static final Listing<WebhookDelivery> LISTING = new Listing<>(COLUMNS, "webhook_delivery d", "d.tenant_id", SEEN,
			WebhookDeliveryRepository::read);

	private static final String BY_IDS = "select " + COLUMNS + " from webhook_delivery d where d.tenant_id = $1 and "
			+ SEEN + " and d.id = any($2)";

	private static final String FOR_UPDATE = "select " + COLUMNS + ", changeable(webhooks, d)"
			+ " from webhook_delivery d where d.tenant_id = $1 and " + SEEN + " and d.id = $2 for update";

	private static final String AGAIN = """
			update webhook_delivery set status = 'WAITING', attempts = 0, next_attempt_at = $3, ended_at = null
			where tenant_id = $1 and id = $2
			""";

	private static final String ALL_AGAIN = """
			update webhook_delivery set status = 'WAITING', attempts = 0, next_attempt_at = $3, ended_at = null
			where tenant_id = $1 and id in (
			  select id from webhook_delivery where tenant_id = $1 and webhook_id = $2 and status = 'DEAD' and position > 0
			  order by created_at, id limit $4)
			""";

	private static final String BACKLOG = """
			select p.webhook_id, greatest(h.position - p.position, 0), p.failing_since,
			  (select count(*)::int from webhook_delivery d
			   where d.tenant_id = $1 and d.webhook_id = p.webhook_id and d.status = 'WAITING'),
			  (select count(*)::int from (select from webhook_delivery d
			   where d.tenant_id = $1 and d.webhook_id = p.webhook_id and d.status = 'DEAD' limit 10001) dead)
			from webhook_progress p join event_head h on h.tenant_id = p.tenant_id
			where p.tenant_id = $1 and p.webhook_id = any($2)
			""";

	/**
	 * Everything up to here was taken, given up or withheld; nothing behind it is
	 * skipped.
	 */
	private static final String PLACES = """
			select p.webhook_id, p.epoch, p.tenant_id, least(p.position, coalesce((
			  select min(d.position) - 1 from webhook_delivery d
			  where d.tenant_id = $1 and d.webhook_id = p.webhook_id and d.status = 'WAITING' and d.position > 0), p.position))
			from webhook_progress p where p.tenant_id = $1 and p.webhook_id = any($2)
			""";

	static final String INSERT = """
			insert into webhook_delivery (tenant_id, id, webhook_id, event_id, position, type, record_type, record_id, status,
			  next_attempt_at, created_at)
			values ($1, $2, $3, $4, $5, $6, $7, $8, 'WAITING', $9, $9)
			on conflict on constraint webhook_delivery_once do nothing
			""";

	private final TenantDatabase database;

	WebhookDeliveryRepository(TenantDatabase database) {
		this.database = database;
	}

	@Override
	public String prefix() {
		return WebhookDeliveryId.PREFIX;
	}

	@Override
	public Class<WebhookDelivery> type() {
		return WebhookDelivery.class;
	}

	@Override
	public Mono<Map<UUID, WebhookDelivery>> byIds(Collection<UUID> ids) {
		return this.database.byKeys(BY_IDS, WebhookDeliveryRepository::read, (Object) ids.toArray(UUID[]::new))
			.map((found) -> found.stream().collect(Collectors.toMap((one) -> one.id().value(), (one) -> one)));
	}

	/** Locks the delivery until the transaction ends; empty if there is none. */
	Mono<WebhookDelivery> forUpdate(WebhookDeliveryId id) {
		return this.database.first(FOR_UPDATE, (row) -> row.changeable(WebhookDeliveryRepository::read), id.value());
	}

	Mono<Void> insert(WebhookDelivery delivery) {
		return this.database.execute(INSERT, row(delivery)).then();
	}

	/** Makes a delivery wait again. */
	Mono<Void> again(WebhookDeliveryId id, Instant now) {
		return this.database.execute(AGAIN, id.value(), now).then();
	}

	/** Makes the oldest dead deliveries wait again, and tells how many. */
	Mono<Long> deadAgain(WebhookSubscriptionId id, Instant now, int most) {
		return this.database.execute(ALL_AGAIN, id.value(), now, most);
	}

	/** How far subscriptions are behind, by id. */
	Mono<Map<UUID, WebhookBacklog>> backlogs(Collection<UUID> ids) {
		return this.database
			.list(BACKLOG,
					(c) -> Map.entry(c.uuid(),
							new WebhookBacklog(Math.toIntExact(Math.min(c.number(), Integer.MAX_VALUE)),
									c.instantOrNull(), c.integer(), c.integer())),
					(Object) ids.toArray(UUID[]::new))
			.map((found) -> found.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
	}

	/** What subscriptions have acknowledged so far, by id. */
	Mono<Map<UUID, EventCursor>> places(Collection<UUID> ids) {
		return this.database
			.list(PLACES, (c) -> Map.entry(c.uuid(), new EventCursor(c.uuid(), new TenantId(c.uuid()), c.number())),
					(Object) ids.toArray(UUID[]::new))
			.map((found) -> found.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
	}

	static Object[] row(WebhookDelivery one) {
		return new Object[] { one.id().value(), one.subscription().value(), one.eventId(), one.position(), one.type(),
				one.recordType(), one.recordUuid(), one.createdAt() };
	}

	static WebhookDelivery read(Columns c) {
		return new WebhookDelivery(c.id(WebhookDeliveryId::new), c.id(WebhookSubscriptionId::new), c.uuid(), c.number(),
				c.text(), c.text(), c.uuid(), c.constant(DeliveryStatus.class), c.integer(), c.instant(),
				List.copyOf(c.list(Attempt.class)), c.instant(), c.instantOrNull());
	}

}
