package dev.rapport.opportunity;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import dev.rapport.events.Change;
import dev.rapport.events.EventCursor;
import dev.rapport.events.StoredEvent;
import dev.rapport.kernel.Money;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.TenantId;

import static org.assertj.core.api.Assertions.assertThat;

@NullUnmarked
class StageDeltaTests {

	private static final TenantId TENANT = new TenantId(UUID.randomUUID());

	private static final UUID ONE = UUID.randomUUID();

	private static final UUID TWO = UUID.randomUUID();

	@Test
	void whatIsNewIsAdded() {
		assertThat(deltas(Change.Kind.CREATED, Map.of(), facts(ONE, 100L, 10L)))
			.containsExactly(new StageDelta(ONE, 1, cny(100), cny(10)));
	}

	@Test
	void whatMovesIsTakenAwayAndAdded() {
		assertThat(deltas(Change.Kind.UPDATED, facts(ONE, 100L, 10L), facts(TWO, 100L, 20L)))
			.containsExactly(new StageDelta(ONE, -1, cny(-100), cny(-10)), new StageDelta(TWO, 1, cny(100), cny(20)));
	}

	@Test
	void whatEntersOrLeavesTheFilterIsAddedOrTakenAway() {
		assertThat(deltas(Change.Kind.ENTERED_FILTER, facts(ONE, 1L, 1L), facts(TWO, 2L, 2L)))
			.containsExactly(new StageDelta(TWO, 1, cny(2), cny(2)));
		assertThat(deltas(Change.Kind.LEFT_FILTER, facts(ONE, 1L, 1L), facts(TWO, 2L, 2L)))
			.containsExactly(new StageDelta(ONE, -1, cny(-1), cny(-1)));
	}

	@Test
	void whatMayNoLongerBeSeenIsTakenAway() {
		assertThat(deltas(Change.Kind.ACCESS_REMOVED, facts(ONE, 1L, 1L), facts(TWO, 2L, 2L)))
			.containsExactly(new StageDelta(ONE, -1, cny(-1), cny(-1)));
		assertThat(deltas(Change.Kind.ACCESS_REMOVED, Map.of(), facts(TWO, 2L, 2L)))
			.containsExactly(new StageDelta(TWO, -1, cny(-2), cny(-2)));
	}

	@Test
	void whatHasNoAmountOnlyCounts() {
		assertThat(deltas(Change.Kind.UPDATED, facts(ONE, null, null), facts(ONE, 5L, 1L)))
			.containsExactly(new StageDelta(ONE, -1, null, null), new StageDelta(ONE, 1, cny(5), cny(1)));
	}

	@Test
	void nothingIsSaidWhenNoTotalChanges() {
		assertThat(deltas(Change.Kind.UPDATED, facts(ONE, 5L, 1L), facts(ONE, 5L, 1L))).isEmpty();
		assertThat(StageDelta.of(new Change(cursor(), Change.Kind.HEARTBEAT, null))).isEmpty();
	}

	private static List<StageDelta> deltas(Change.Kind kind, Map<String, Object> before, Map<String, Object> after) {
		Instant now = Instant.parse("2026-05-04T09:00:00Z");
		int version = before.isEmpty() ? 1 : 2;
		return StageDelta.of(new Change(cursor(), kind,
				new StoredEvent(TENANT, 1, UUID.randomUUID(), "Opportunity", UUID.randomUUID(), version,
						"OpportunityMoved", List.of(), before, after, false, Actor.Kind.USER, UUID.randomUUID(), now,
						null)));
	}

	private static EventCursor cursor() {
		return new EventCursor(UUID.randomUUID(), TENANT, 1);
	}

	/** As the log reads them back: small numbers as integers. */
	private static Map<String, Object> facts(UUID stage, Long amount, Long weighted) {
		Map<String, Object> facts = new HashMap<>();
		facts.put("stageId", stage.toString());
		facts.put("amount", money(amount));
		facts.put("weightedAmount", money(weighted));
		return facts;
	}

	private static Map<String, Object> money(Long minor) {
		return (minor == null) ? null : Map.of("minor", minor.intValue(), "currency", "CNY");
	}

	private static Money cny(long minor) {
		return new Money(minor, "CNY");
	}

}
