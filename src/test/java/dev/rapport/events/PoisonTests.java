package dev.rapport.events;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Flux;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.kernel.Input;
import dev.rapport.persistence.Condition;
import dev.rapport.persistence.Query;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actors;

import static org.assertj.core.api.Assertions.assertThat;

/** Fault F13: an event that can't be read keeps its place and stops nobody. */
@RapportTest
final class PoisonTests {

	private static final int POISONED = 3;

	private static final int LAST = 6;

	@Autowired
	Tenants tenants;

	@Autowired
	EventLog log;

	@Autowired
	EventStream stream;

	@Autowired
	Changes changes;

	@Autowired
	EventHistory history;

	@Autowired
	TenantDatabase database;

	private Tenant tenant;

	private EventCursor origin;

	@BeforeEach
	void setUp() {
		this.tenant = this.tenants.found();
		this.origin = new Writers(this.log, this.database).cursor(this.tenant);
	}

	@ParameterizedTest
	@ValueSource(strings = { "after = '[]'", "after = '7'", "after = 'null'", "before = '\"text\"'",
			"changed_fields = array[null]::text[]", "actor_kind = 'MARTIAN'", "after = '{}'" })
	void isDeliveredAsAMarkerInItsPlace(String poison) {
		Flux<Change> live = follow(Set.of());
		write();
		poison(poison);
		write();
		List<Change> delivered = list(live);
		assertThat(delivered).extracting((change) -> change.cursor().position())
			.containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
		assertThat(delivered).extracting(Change::kind)
			.containsExactly(Change.Kind.CREATED, Change.Kind.CREATED, Change.Kind.UNREADABLE, Change.Kind.CREATED,
					Change.Kind.CREATED, Change.Kind.CREATED);
		Change marker = delivered.get(POISONED - 1);
		assertThat(marker.eventId()).isEqualTo(eventId());
		assertThat(marker.type()).isEqualTo("NoteWritten");
		assertThat(marker.version()).isEqualTo(1);
		assertThat(marker.changedFields()).isEmpty();
		assertThat(Objects.requireNonNull(marker.event()).readable()).isFalse();
	}

	/** Facts of the wrong kind: the filter that looks at them fails. */
	@Test
	void isDeliveredAsAMarkerWhereAFilterStumbles() {
		Flux<Change> live = follow(Set.of("text"));
		write();
		poison("after = '{\"text\": 7}'");
		write();
		assertThat(list(live)).extracting(Change::kind)
			.containsExactly(Change.Kind.CREATED, Change.Kind.CREATED, Change.Kind.UNREADABLE, Change.Kind.CREATED,
					Change.Kind.CREATED, Change.Kind.CREATED);
	}

	@Test
	void isInItsPlaceInPagesToo() {
		write();
		poison("after = '[]'");
		EventPage page = Objects.requireNonNull(
				this.history.page(new Following(Map.of("Note", ""), null, Condition.ALWAYS), this.origin, 10)
					.contextWrite(Actors.with(this.tenant.actor()))
					.block(Writers.PATIENCE));
		assertThat(page.nodes()).extracting(Change::kind)
			.containsExactly(Change.Kind.CREATED, Change.Kind.CREATED, Change.Kind.UNREADABLE);
		assertThat(page.hasNextPage()).isFalse();
	}

	/**
	 * Whoever is live has the tailer read it, whoever comes later reads it from the log.
	 */
	@Test
	void stopsNeitherTheTailerNorOtherTenants() {
		Tenant other = this.tenants.found();
		Writers writers = new Writers(this.log, this.database);
		EventCursor begin = writers.cursor(other);
		var live = this.stream.after(this.origin)
			.take(LAST)
			.map((event) -> event.event().readable())
			.collectList()
			.contextWrite(Actors.with(this.tenant.actor()))
			.toFuture();
		this.tenants.owner()
			.update("""
					insert into event_log (tenant_id, position, event_id, aggregate_type, aggregate_id, aggregate_version, type,
					  changed_fields, before, after, derived, occurred_at, actor_kind, actor_id, client, correlation_id)
					values (?, 1, ?, 'Note', ?, 1, 'NoteWritten', '{}', '{}', '"no facts"', false, now(), 'USER', ?, 'test', 'test')
					""",
					this.tenant.id().value(), UUID.randomUUID(), UUID.randomUUID(), this.tenant.ann());
		this.tenants.owner().update("update event_head set position = 1 where tenant_id = ?", this.tenant.id().value());
		writers.write(this.tenant, LAST - 1).block(Writers.PATIENCE);
		writers.write(other, 1).block(Writers.PATIENCE);
		assertThat(live).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(List.of(false, true, true, true, true, true));
		assertThat(this.stream.after(begin)
			.take(1)
			.contextWrite(Actors.with(other.actor()))
			.collectList()
			.block(Writers.PATIENCE)).hasSize(1);
	}

	private void write() {
		new Writers(this.log, this.database).write(this.tenant, LAST / 2).block(Writers.PATIENCE);
	}

	private void poison(String what) {
		assertThat(this.tenants.owner()
			.update("update event_log set " + what + " where tenant_id = ? and position = ?", this.tenant.id().value(),
					POISONED))
			.isEqualTo(1);
	}

	private UUID eventId() {
		return Objects.requireNonNull(this.tenants.owner()
			.queryForObject("select event_id from event_log where tenant_id = ? and position = ?", UUID.class,
					this.tenant.id().value(), POISONED));
	}

	/** Notes whose named facts are texts, behind the origin. */
	private Flux<Change> follow(Set<String> texts) {
		return this.changes.of("Note", Input.of(Map.of("after", this.origin.toString())), new Texts(texts))
			.filter((change) -> change.kind() != Change.Kind.HEARTBEAT)
			.take(LAST)
			.contextWrite(Actors.with(this.tenant.actor()));
	}

	private static List<Change> list(Flux<Change> changes) {
		return Objects.requireNonNull(changes.collectList().block(Writers.PATIENCE));
	}

	/** Some facts are texts that are not empty. */
	private record Texts(Set<String> names) implements Condition {

		@Override
		public void append(Query query) {
			throw new UnsupportedOperationException();
		}

		@Override
		public boolean matches(Map<String, @Nullable Object> facts) {
			return this.names.stream().map(facts::get).allMatch((text) -> text == null || !((String) text).isEmpty());
		}

	}

}
