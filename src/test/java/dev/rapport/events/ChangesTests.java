package dev.rapport.events;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import dev.rapport.RapportTest;
import dev.rapport.Tenants;
import dev.rapport.Tenants.Tenant;
import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.persistence.Condition;
import dev.rapport.persistence.Filters;
import dev.rapport.persistence.TenantDatabase;
import dev.rapport.tenancy.Actors;

import static org.assertj.core.api.Assertions.assertThat;

@RapportTest
final class ChangesTests {

	private static final Duration BEAT = Duration.ofMillis(50);

	@Autowired
	Tenants tenants;

	@Autowired
	EventLog log;

	@Autowired
	EventStream stream;

	@Autowired
	Audience audience;

	@Autowired
	ShareAudience shares;

	@Autowired
	MoveAudience moves;

	@Autowired
	TenantDatabase database;

	private Writers writers;

	private Tenant tenant;

	private EventCursor origin;

	@BeforeEach
	void setUp() {
		this.writers = new Writers(this.log, this.database);
		this.tenant = this.tenants.found();
		this.origin = this.writers.cursor(this.tenant);
	}

	@Test
	void relatesEventsToTheFilter() {
		Note one = Note.first("no");
		Note two = one.edit("yes");
		Note three = two.edit("yes!");
		Note four = three.edit("no");
		this.log
			.append(List.of(new Note.Written(one), new Note.Edited(one, two), new Note.Edited(two, three),
					new Note.Edited(three, four), new Note.Written(Note.first("yes"))))
			.as(this.database::transactional)
			.contextWrite(Actors.with(this.tenant.actor()))
			.block(Writers.PATIENCE);
		StepVerifier.create(changes("Note", "yes", new Beats(Writers.PATIENCE)).take(4)).assertNext((change) -> {
			assertThat(change.kind()).isEqualTo(Change.Kind.ENTERED_FILTER);
			assertThat(change.cursor().position()).isEqualTo(2);
			assertThat(change.version()).isEqualTo(2);
			assertThat(change.type()).isEqualTo("NoteEdited");
		})
			.assertNext((change) -> assertThat(change.kind()).isEqualTo(Change.Kind.UPDATED))
			.assertNext((change) -> assertThat(change.kind()).isEqualTo(Change.Kind.LEFT_FILTER))
			.assertNext((change) -> assertThat(change.kind()).isEqualTo(Change.Kind.CREATED))
			.expectComplete()
			.verify(Writers.PATIENCE);
	}

	@Test
	void beatsWithACursorThatCoversWhatDidNotMatch() {
		this.writers.write(this.tenant, 7).block(Writers.PATIENCE);
		Change beat = Objects.requireNonNull(
				changes("Other", "").filter((change) -> change.cursor().position() == 7).blockFirst(Writers.PATIENCE));
		assertThat(beat.kind()).isEqualTo(Change.Kind.HEARTBEAT);
		assertThat(beat.event()).isNull();
		assertThat(beat.changedFields()).isEmpty();
		assertThat(this.stream.after(beat.cursor())
			.take(Duration.ofMillis(300))
			.contextWrite(Actors.with(this.tenant.actor()))
			.collectList()
			.block(Writers.PATIENCE)).isEmpty();
	}

	/**
	 * Or who was told nothing yet could not go on where it was when the process stops.
	 */
	@Test
	void tellsEachWhereItStandsBeforeTheProcessStops() {
		this.writers.write(this.tenant, 7).block(Writers.PATIENCE);
		Beats beats = new Beats(Duration.ofHours(1));
		StepVerifier.create(changes("Note", "", beats).take(9))
			.expectNextCount(7)
			.then(beats::farewell)
			.assertNext((change) -> {
				assertThat(change.kind()).isEqualTo(Change.Kind.HEARTBEAT);
				assertThat(change.cursor().position()).isEqualTo(7);
			})
			.then(() -> this.writers.write(this.tenant, 1).block(Writers.PATIENCE))
			.assertNext((change) -> assertThat(change.cursor().position()).isEqualTo(8))
			.expectComplete()
			.verify(Writers.PATIENCE);
	}

	/** Whoever resumes after a heartbeat must have got everything before it. */
	@Test
	void neverBeatsAheadOfAnEvent() {
		IntStream.range(0, 2).forEach((i) -> this.writers.write(this.tenant, 100).block(Writers.PATIENCE));
		List<Change> got = Objects.requireNonNull(changes("Note", "note").concatMap((change) -> slowly(change), 1)
			.takeUntil((change) -> change.cursor().position() == 200)
			.collectList()
			.block(Writers.PATIENCE));
		long reached = 0;
		for (Change change : got) {
			boolean beat = change.kind() == Change.Kind.HEARTBEAT;
			assertThat(change.cursor().position()).isEqualTo(beat ? reached : reached + 1);
			reached = change.cursor().position();
		}
	}

	@Test
	void endsForWhoMayNoLongerSignIn() {
		Flux<Change> changes = new Changes(this.stream, this.audience, this.shares, this.moves, new Beats(BEAT))
			.of("Note", Input.of(Map.of()), Condition.ALWAYS)
			.contextWrite(Actors.with(this.tenant.actor(this.tenant.bo())));
		StepVerifier.create(changes.filter((change) -> change.kind() != Change.Kind.HEARTBEAT))
			.thenAwait(BEAT)
			.then(() -> this.tenants.owner()
				.update("update member set active = false where tenant_id = ? and id = ?", this.tenant.id().value(),
						this.tenant.bo()))
			.expectErrorSatisfies(
					(failure) -> assertThat(((Problem.Refused) failure).code()).isEqualTo(ApiCode.UNAUTHENTICATED))
			.verify(Tenants.RIGHTS.plus(Writers.PATIENCE));
	}

	private static Flux<Change> slowly(Change change) {
		return Flux.just(change).delayElements(Duration.ofMillis((change.cursor().position() % 20 == 0) ? 60 : 1));
	}

	private Flux<Change> changes(String type, String beginning) {
		return changes(type, beginning, new Beats(BEAT));
	}

	private Flux<Change> changes(String type, String beginning, Beats beats) {
		return new Changes(this.stream, this.audience, this.shares, this.moves, beats)
			.of(type, Input.of(Map.of("after", this.origin.toString())),
					new Filters("n.id", "").keyword("text", "n.text")
						.parse(Input.of(Map.of("text", Map.of("startsWith", beginning)))))
			.contextWrite(Actors.with(this.tenant.actor()));
	}

}
