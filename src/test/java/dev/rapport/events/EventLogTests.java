package dev.rapport.events;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

import io.r2dbc.spi.R2dbcException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.rapport.RapportTest;
import dev.rapport.StatementLog;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.persistence.DryRun;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@RapportTest
final class EventLogTests {

	private static final int WRITERS = 8;

	@Autowired
	Tenants tenants;

	@Autowired
	EventLog log;

	@Autowired
	TenantDatabase database;

	private Writers writers;

	private Tenant tenant;

	@BeforeEach
	void setUp() {
		this.writers = new Writers(this.log, this.database);
		this.tenant = this.tenants.found();
	}

	/**
	 * A reader that looks while eight writers commit and roll back must never see a
	 * position before a lower one: what it has not seen is always behind its last.
	 */
	@Test
	void numbersDenselyInTheOrderOfCommits() {
		Flux<Integer> writing = Flux.range(0, 400)
			.flatMap((i) -> ((i % 5 == 0) ? failing() : this.writers.write(this.tenant, 1 + i % 3)).thenReturn(i),
					WRITERS);
		List<Long> seen = Mono.defer(() -> this.log.after(this.tenant.id(), 0))
			.repeat()
			.takeUntilOther(writing.then())
			.concatMapIterable((batch) -> batch.stream().map(StoredEvent::position).toList().equals(dense(batch.size()))
					? List.<Long>of() : List.of(-1L))
			.contextWrite(Actors.with(this.tenant.actor()))
			.collectList()
			.block(Writers.PATIENCE);
		assertThat(seen).as("reads with a gap").isEmpty();
		List<Long> positions = this.writers.positions(this.tenant);
		assertThat(positions).hasSizeGreaterThan(400).isEqualTo(dense(positions.size()));
		assertThat(this.writers.cursor(this.tenant).position()).isEqualTo(positions.size());
	}

	@Test
	void refusesMoreEventsThanOneTransactionMayHave() {
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> appended(EventLog.MOST_EVENTS + 1))
			.withMessage("More than 1500 events at once: 1501");
		appended(EventLog.MOST_EVENTS);
		assertThat(this.writers.cursor(this.tenant).position()).isEqualTo(EventLog.MOST_EVENTS);
	}

	@Test
	void failsWhereTheTenantHasNoCounter() {
		this.tenants.owner().update("delete from event_head where tenant_id = ?", this.tenant.id().value());
		assertThatExceptionOfType(R2dbcException.class).isThrownBy(() -> appended(1))
			.withMessageContaining("\"position\"");
	}

	private void appended(int count) {
		Mono.defer(() -> this.log.append(Note.written(count)))
			.as(this.database::transactional)
			.contextWrite(Actors.with(this.tenant.actor()))
			.block(Writers.PATIENCE);
	}

	private Mono<Void> failing() {
		return Mono.defer(() -> this.log.append(Note.written(2)))
			.then(Mono.<Void>error(new IllegalStateException("changed my mind")))
			.as(this.database::transactional)
			.onErrorResume(IllegalStateException.class, (expected) -> Mono.empty())
			.contextWrite(Actors.with(this.tenant.actor()));
	}

	private static List<Long> dense(int count) {
		return LongStream.rangeClosed(1, count).boxed().toList();
	}

	@Test
	void appendsWithTheLastStatementOfATransaction() {
		var graphQl = this.tenant.graphQl();
		StatementLog.clear();
		graphQl.document("mutation { createCustomer(input: {name: \"Acme\"}) { errors { code } } }").executeAndVerify();
		List<String> writes = statements("insert|update");
		assertThat(writes).hasSizeGreaterThan(1).anyMatch((sql) -> sql.contains("insert into customer "));
		assertThat(writes.getLast()).contains("update event_head", "insert into event_log");
	}

	@Test
	void appendsFiveHundredEventsInOneStatement() {
		StatementLog.clear();
		this.writers.write(this.tenant, 500).block(Writers.PATIENCE);
		assertThat(statements("insert")).hasSize(1);
		assertThat(this.writers.positions(this.tenant)).isEqualTo(dense(500));
		List<StoredEvent> read = Objects.requireNonNull(this.log.after(this.tenant.id(), 300)
			.contextWrite(Actors.with(this.tenant.actor()))
			.block(Writers.PATIENCE));
		assertThat(read).hasSize(EventLog.BATCH);
		assertThat(read.getFirst().facts()).containsEntry("text", "note 300");
	}

	@Test
	void refusesMoreEventsThanItMayHoldAtOnce() {
		Mono<Void> most = this.writers.write(this.tenant, EventLog.MOST_EVENTS);
		most.block(Writers.PATIENCE);
		Mono<Void> more = this.writers.write(this.tenant, EventLog.MOST_EVENTS + 1);
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> more.block(Writers.PATIENCE))
			.withMessageContaining("1501");
		assertThat(this.writers.cursor(this.tenant).position()).isEqualTo(EventLog.MOST_EVENTS);
	}

	@Test
	void doesNotCommitWhatItCouldNotAppend() {
		this.tenant.tenants().owner().update("delete from event_head where tenant_id = ?", this.tenant.id().value());
		Mono<Void> lost = this.writers.write(this.tenant, 1);
		assertThatExceptionOfType(R2dbcException.class).isThrownBy(() -> lost.block(Writers.PATIENCE));
	}

	/** Those of this test; the application's tailer may read in between. */
	private static List<String> statements(String verbs) {
		return StatementLog.statements().stream().filter((sql) -> Pattern.compile(verbs).matcher(sql).find()).toList();
	}

	@Test
	void keepsWhatAnEventTells() {
		Note before = Note.first("one");
		Note after = before.edit("three");
		this.log.append(List.of(new Note.Written(before), new Note.Edited(before, after)))
			.as(this.database::transactional)
			.contextWrite(Actors.with(this.tenant.actor()))
			.block(Writers.PATIENCE);
		List<StoredEvent> read = Objects.requireNonNull(this.log.after(this.tenant.id(), 0)
			.contextWrite(Actors.with(this.tenant.actor()))
			.block(Writers.PATIENCE));
		assertThat(read.getFirst().first()).isTrue();
		assertThat(read.getFirst().factsBefore()).isEmpty();
		StoredEvent edited = read.getLast();
		assertThat(edited.type()).isEqualTo("NoteEdited");
		assertThat(edited.aggregateId()).isEqualTo(after.id().value());
		assertThat(edited.aggregateVersion()).isEqualTo(2);
		assertThat(edited.changedFields()).containsExactly("length", "text");
		assertThat(edited.facts()).isEqualTo(Map.of("text", "three", "length", 5, "kind", "plain"));
		assertThat(edited.factsBefore()).isEqualTo(Map.of("text", "one", "length", 3, "kind", "plain"));
		assertThat(edited.actorId()).isEqualTo(this.tenant.ann());
	}

	@Test
	void refusesAVersionThatIsThereAlready() {
		Note note = Note.first("one");
		Mono<Void> twice = this.log.append(List.of(new Note.Written(note), new Note.Written(note)))
			.as(this.database::transactional)
			.contextWrite(Actors.with(this.tenant.actor()));
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> twice.block(Writers.PATIENCE));
		assertThat(this.writers.cursor(this.tenant).position()).isZero();
	}

	@Test
	void onlyListsTheEventsOfARehearsal() {
		DryRun rehearsal = new DryRun();
		this.database.rehearse(rehearsal, this.writers.write(this.tenant, 2))
			.contextWrite(Actors.with(this.tenant.actor()))
			.block(Writers.PATIENCE);
		assertThat(rehearsal.events()).hasSize(2)
			.allSatisfy((event) -> assertThat(event).asString().contains("NoteWritten"));
		assertThat(this.writers.positions(this.tenant)).isEmpty();
	}

	@Test
	void showsNobodyTheEventsOfAnotherTenant() {
		this.writers.write(this.tenant, 3).block(Writers.PATIENCE);
		Tenant other = this.tenants.found();
		assertThat(this.log.after(this.tenant.id(), 0).contextWrite(Actors.with(other.actor())).block(Writers.PATIENCE))
			.isEmpty();
		assertThat(this.writers.cursor(other).position()).isZero();
	}

}
