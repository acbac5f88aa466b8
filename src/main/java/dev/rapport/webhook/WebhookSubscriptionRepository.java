package dev.rapport.webhook;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.Stamp;
import dev.rapport.events.EventCursor;
import dev.rapport.member.MemberId;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.Json;
import dev.rapport.persistence.Listing;
import dev.rapport.persistence.NodeSource;
import dev.rapport.persistence.Sql;
import dev.rapport.persistence.TenantDatabase;

@Repository
class WebhookSubscriptionRepository implements NodeSource<WebhookSubscription> {

	static final String COLUMNS = """
			w.id, w.version, w.url, w.types, w.record_ids, w.changed_fields, w.fields, w.derived, w.filter, w.status, w.reason,
			w.owner_id, w.scope_limit, w.previous_until, w.created_at, w.created_by, w.updated_at, w.updated_by""";

	private static final String SEEN = "seen(webhooks, w)";

	static final Listing<WebhookSubscription> LISTING = new Listing<>(COLUMNS, "webhook_subscription w", "w.tenant_id",
			SEEN, WebhookSubscriptionRepository::read);

	private static final String BY_IDS = "select " + COLUMNS
			+ " from webhook_subscription w where w.tenant_id = $1 and " + SEEN + " and w.id = any($2)";

	private static final String FOR_UPDATE = "select " + COLUMNS + ", changeable(webhooks, w)"
			+ " from webhook_subscription w where w.tenant_id = $1 and " + SEEN + " and w.id = $2 for update";

	private static final String COUNT = "select count(*)::int from webhook_subscription where tenant_id = $1";

	private static final String INSERT = """
			insert into webhook_subscription (tenant_id, id, version, url, types, record_ids, changed_fields, fields,
			  derived, filter, status, owner_id, scope_limit, secret, created_at, created_by, updated_at, updated_by)
			values ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, 'ACTIVE', $10, $11, $12, $13, $14, $15, $16)
			""";

	private static final String BEGIN = """
			insert into webhook_progress (tenant_id, webhook_id, epoch, position)
			select $1, $2, i.epoch, coalesce($3, h.position) from event_head h, event_incarnation i where h.tenant_id = $1
			""";

	private static final String UPDATE = """
			update webhook_subscription set version = $3, url = $4, types = $5, record_ids = $6, changed_fields = $7,
			  fields = $8, derived = $9, filter = $10, status = $11, reason = $12, owner_id = $13, scope_limit = $14,
			  updated_at = $15, updated_by = $16
			where tenant_id = $1 and id = $2 and version = $3 - 1
			""";

	private static final String ROTATE = """
			update webhook_subscription set previous_secret = secret, previous_until = $3, secret = $4
			where tenant_id = $1 and id = $2
			""";

	private static final String DELETE = "delete from webhook_subscription where tenant_id = $1 and id = $2";

	/** A place that the log no longer has is given up for the nearest one it has. */
	private static final String RESUME = """
			with log as (
			  select i.epoch, h.position as head,
			    (select min(l.position) - 1 from event_log l where l.tenant_id = $1) as oldest
			  from event_head h, event_incarnation i where h.tenant_id = $1),
			again as (
			  update webhook_delivery set next_attempt_at = least(next_attempt_at, $3)
			  where tenant_id = $1 and webhook_id = $2 and status = 'WAITING')
			update webhook_progress p set failing_since = null, held_until = '-infinity', epoch = log.epoch,
			  position = case when p.epoch <> log.epoch then log.head
			    else greatest(p.position, coalesce(log.oldest, log.head)) end
			from log where p.tenant_id = $1 and p.webhook_id = $2
			""";

	private final TenantDatabase database;

	WebhookSubscriptionRepository(TenantDatabase database) {
		this.database = database;
	}

	@Override
	public String prefix() {
		return WebhookSubscriptionId.PREFIX;
	}

	@Override
	public Class<WebhookSubscription> type() {
		return WebhookSubscription.class;
	}

	@Override
	public Mono<Map<UUID, WebhookSubscription>> byIds(Collection<UUID> ids) {
		return this.database.byKeys(BY_IDS, WebhookSubscriptionRepository::read, (Object) ids.toArray(UUID[]::new))
			.map((found) -> found.stream().collect(Collectors.toMap((one) -> one.id().value(), (one) -> one)));
	}

	/** Locks the subscription until the transaction ends; empty if there is none. */
	Mono<WebhookSubscription> forUpdate(WebhookSubscriptionId id) {
		return this.database.first(FOR_UPDATE, (row) -> row.changeable(WebhookSubscriptionRepository::read),
				id.value());
	}

	/** How many the tenant has. */
	Mono<Integer> count() {
		return this.database.first(COUNT, Columns::integer);
	}

	/**
	 * Adds a subscription.
	 * @param secret encrypted
	 * @param after where it begins; with the events from now on if null
	 */
	Mono<Void> insert(WebhookSubscription one, String secret, @Nullable EventCursor after) {
		Wanted wanted = one.wanted();
		Stamp stamp = one.stamp();
		return this.database
			.execute(INSERT, one.id().value(), one.url(), Sql.texts(wanted.types()), Sql.texts(wanted.recordIds()),
					Sql.texts(wanted.changedFields()), Sql.texts(wanted.fields()), Sql.flag(wanted.derived()),
					Json.of(wanted.filter()), one.owner().value(), texts(one.limit()), secret, stamp.createdAt(),
					stamp.createdBy(), stamp.updatedAt(), stamp.updatedBy())
			.then(this.database.execute(BEGIN, one.id().value(), Sql.number((after == null) ? null : after.position())))
			.then();
	}

	/**
	 * Writes the new state over the version before it; fails if that isn't the current
	 * one.
	 */
	Mono<Void> update(WebhookSubscription one) {
		Wanted wanted = one.wanted();
		return this.database.write(UPDATE, one.id().value(), one.version(), one.url(), Sql.texts(wanted.types()),
				Sql.texts(wanted.recordIds()), Sql.texts(wanted.changedFields()), Sql.texts(wanted.fields()),
				Sql.flag(wanted.derived()), Json.of(wanted.filter()), one.status().name(), Sql.constant(one.reason()),
				one.owner().value(), texts(one.limit()), one.updatedAt(), one.stamp().updatedBy());
	}

	/** Puts a new secret, encrypted, in the place of the one before. */
	Mono<Void> rotate(WebhookSubscriptionId id, Instant until, String secret) {
		return this.database.execute(ROTATE, id.value(), until, secret).then();
	}

	/** Makes what waits due, and forgets failures. */
	Mono<Void> resume(WebhookSubscriptionId id, Instant now) {
		return this.database.execute(RESUME, id.value(), now).then();
	}

	/** Removes the subscription with its secret and all its deliveries. */
	Mono<Void> delete(WebhookSubscriptionId id) {
		return this.database.execute(DELETE, id.value()).then();
	}

	static WebhookSubscription read(Columns c) {
		return new WebhookSubscription(c.id(WebhookSubscriptionId::new), c.integer(), c.text(),
				new Wanted(c.texts(), c.texts(), c.texts(), c.texts(), c.flagOrNull(), c.object()),
				c.constant(WebhookStatus.class), c.constantOrNull(WebhookReason.class), c.id(MemberId::new),
				c.textsOrNull(), c.instantOrNull(), new Stamp(c.instant(), c.uuid(), c.instant(), c.uuid()));
	}

	private static Object texts(@Nullable List<String> texts) {
		return (texts == null) ? Sql.noTexts() : Sql.texts(texts);
	}

}
