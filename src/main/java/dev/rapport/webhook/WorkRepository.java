package dev.rapport.webhook;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

import dev.rapport.events.EventCursor;
import dev.rapport.persistence.Columns;
import dev.rapport.persistence.Json;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.TenantId;

/**
 * The queue as those see it who send. Every write names the fence of its claim and does
 * nothing once another process has claimed the subscription.
 */
@Repository
class WorkRepository {

	private static final String DUE = "select due_webhooks($1, $2)";

	private static final String CLAIM = """
			update webhook_progress p set fence = p.fence + 1, held_until = now() + make_interval(secs => $3)
			from webhook_subscription w
			where p.tenant_id = $1 and p.webhook_id = $2 and p.held_until < now()
			  and w.tenant_id = $1 and w.id = p.webhook_id and w.status = 'ACTIVE'
			returning p.fence
			""";

	private static final String RELEASE = """
			update webhook_progress set held_until = now() + make_interval(secs => $4), released_at = now()
			where tenant_id = $1 and webhook_id = $2 and fence = $3
			""";

	private static final String LOAD = "select " + WebhookSubscriptionRepository.COLUMNS + """
			, p.fence, p.epoch, p.position, p.failing_since, w.secret,
			  case when w.previous_until > $4 then w.previous_secret end,
			  (select count(*)::int from webhook_delivery d
			   where d.tenant_id = $1 and d.webhook_id = $2 and d.status = 'WAITING')
			from webhook_subscription w join webhook_progress p on p.tenant_id = w.tenant_id and p.webhook_id = w.id
			where w.tenant_id = $1 and w.id = $2 and w.status = 'ACTIVE' and p.fence = $3 and p.held_until > now()
			""";

	private static final String ADVANCE = """
			update webhook_progress set position = $4 where tenant_id = $1 and webhook_id = $2 and fence = $3
			""";

	/** Behind one that waits for its next attempt, no other of its record is due. */
	private static final String WAITING = "select " + WebhookDeliveryRepository.COLUMNS + """
			 from webhook_delivery d
			where d.tenant_id = $1 and d.webhook_id = $2 and d.status = 'WAITING' and d.next_attempt_at <= $3
			  and not exists (
			    select from webhook_delivery e
			    where e.tenant_id = $1 and e.webhook_id = $2 and e.status = 'WAITING' and e.record_id = d.record_id
			      and e.position < d.position and e.next_attempt_at > $3)
			order by d.position limit $4
			""";

	private static final String CONCLUDE = """
			with still as (
			  update webhook_progress set failing_since = case when $9 then failing_since when $10 then null
			    else coalesce(failing_since, $11) end
			  where tenant_id = $1 and webhook_id = $3 and fence = $4
			  returning failing_since)
			update webhook_delivery d set status = $5, attempts = $6, next_attempt_at = $7,
			  history = jsonb_path_query_array(d.history || $8, '$[last - 23 to last]'),
			  ended_at = case when $5 = 'WAITING' then null else $11 end
			from still where d.tenant_id = $1 and d.id = $2 and d.status = 'WAITING'
			returning still.failing_since
			""";

	private final TenantDatabase database;

	private final Clock clock;

	WorkRepository(TenantDatabase database, Clock clock) {
		this.database = database;
		this.clock = clock;
	}

	/** The subscriptions of all tenants that have something to do, at most so many. */
	Mono<List<Work.Due>> due(int most) {
		return this.database.lookup(DUE, Columns::texts, this.clock.instant(), most)
			.map((texts) -> texts.stream().map(WorkRepository::due).toList());
	}

	private static Work.Due due(String text) {
		String[] parts = text.split("/");
		return new Work.Due(new TenantId(UUID.fromString(parts[0])),
				new WebhookSubscriptionId(UUID.fromString(parts[1])));
	}

	/**
	 * Takes a subscription for a time, and answers the fence; empty if another has it.
	 */
	Mono<Long> claim(WebhookSubscriptionId id, Duration lease) {
		return this.database.first(CLAIM, Columns::number, id.value(), seconds(lease));
	}

	/** Leaves it to whoever comes next, after a pause. */
	Mono<Void> release(WebhookSubscriptionId id, long fence, Duration pause) {
		return this.database.execute(RELEASE, id.value(), fence, seconds(pause)).then();
	}

	/** The subscription as it is now; empty if it was stopped or taken by another. */
	Mono<Work> load(TenantId tenant, WebhookSubscriptionId id, long fence) {
		return this.database.first(LOAD, (c) -> read(tenant, c), id.value(), fence, this.clock.instant());
	}

	/** Notes what of a batch is to be sent, and that the batch was read. */
	Mono<Void> advance(Work work, long position, List<WebhookDelivery> deliveries) {
		return this.database.execute(ADVANCE, work.subscription().id().value(), work.fence(), position)
			.filter((rows) -> rows == 1)
			.switchIfEmpty(Mono.error(() -> new IllegalStateException("Another process has taken over")))
			.then(this.database.insertAll(WebhookDeliveryRepository.INSERT,
					deliveries.stream().map(WebhookDeliveryRepository::row).toList()))
			.then()
			.as(this.database::transactional);
	}

	/** What is due, in order. */
	Mono<List<WebhookDelivery>> waiting(WebhookSubscriptionId id, int most) {
		return this.database.list(WAITING, WebhookDeliveryRepository::read, id.value(), this.clock.instant(), most);
	}

	/**
	 * Notes what came of an attempt.
	 * @return since when nothing but failures came back, empty inside if things go well;
	 * empty if another process has taken over
	 */
	Mono<Optional<Instant>> conclude(Work work, Verdict verdict) {
		return this.database.first(CONCLUDE, (c) -> Optional.ofNullable(c.instantOrNull()),
				verdict.delivery().id().value(), work.subscription().id().value(), work.fence(),
				verdict.status().name(), verdict.attempts(), verdict.next(),
				Json.of(Stream.ofNullable(verdict.attempt()).toList()),
				verdict.delivery().isTest() || verdict.attempt() == null, verdict.status() == DeliveryStatus.DELIVERED,
				verdict.at());
	}

	private static Work read(TenantId tenant, Columns c) {
		WebhookSubscription one = WebhookSubscriptionRepository.read(c);
		long fence = c.number();
		EventCursor cursor = new EventCursor(c.uuid(), tenant, c.number());
		Instant failingSince = c.instantOrNull();
		List<String> sealed = Stream.of(Optional.of(c.text()), Optional.ofNullable(c.textOrNull()))
			.flatMap(Optional::stream)
			.toList();
		return new Work(one, fence, cursor, c.integer(), sealed, failingSince);
	}

	private static double seconds(Duration time) {
		return time.toMillis() / 1_000.0;
	}

}
