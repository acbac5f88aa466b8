package dev.rapport.opportunity;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.rapport.events.Change;
import dev.rapport.events.StoredEvent;
import dev.rapport.kernel.Money;

/**
 * How the totals of one column change with an event: add it to what the board said.
 *
 * @param count by how many opportunities
 * @param amount by which amount; null if the opportunity has none
 * @param weightedAmount by which weighted amount; null if the opportunity has none
 */
record StageDelta(UUID stage, int count, @Nullable Money amount, @Nullable Money weightedAmount) {

	/**
	 * What a change does to the columns: what it takes away, then what it adds; nothing
	 * if no total changes, or if what changed can't be read.
	 */
	static List<StageDelta> of(Change change) {
		StoredEvent event = change.event();
		if (event == null || !event.readable()) {
			return List.of();
		}
		boolean gone = change.kind() == Change.Kind.LEFT_FILTER || change.kind() == Change.Kind.ACCESS_REMOVED;
		boolean leaves = gone || change.kind() == Change.Kind.UPDATED;
		if (!leaves) {
			return List.of(of(event.facts()));
		}
		// what is first and gone was taken away by the end of a share, and is as it was
		StageDelta before = of(event.first() ? event.facts() : event.factsBefore());
		if (gone) {
			return List.of(before.negated());
		}
		StageDelta after = of(event.facts());
		return before.equals(after) ? List.of() : List.of(before.negated(), after);
	}

	private static StageDelta of(Map<String, @Nullable Object> facts) {
		return new StageDelta(UUID.fromString(String.valueOf(facts.get("stageId"))), 1, money(facts.get("amount")),
				money(facts.get("weightedAmount")));
	}

	private StageDelta negated() {
		return new StageDelta(this.stage, -this.count, (this.amount == null) ? null : this.amount.negated(),
				(this.weightedAmount == null) ? null : this.weightedAmount.negated());
	}

	private static @Nullable Money money(@Nullable Object fact) {
		return (fact instanceof Map<?, ?> money)
				? new Money(((Number) Objects.requireNonNull(money.get("minor"))).longValue(),
						String.valueOf(money.get("currency")))
				: null;
	}

}
