package dev.rapport.activity;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.rapport.customer.CustomerId;
import dev.rapport.opportunity.OpportunityId;

/**
 * What changes of activities mean for when something was last done about customers and
 * opportunities.
 *
 * @param made what was done about which records, the latest of each
 * @param undone the records about which something turned out not to have been done
 */
record Footprint(Map<Related, Instant> made, Set<Related> undone) {

	private static final Set<String> TOUCHED = Set.of(CustomerId.PREFIX, OpportunityId.PREFIX);

	static Footprint of(Collection<? extends ActivityEvent> events) {
		Map<Related, Instant> made = new HashMap<>();
		Set<Related> undone = new HashSet<>();
		for (ActivityEvent event : events) {
			Map<Related, Instant> before = done((Activity) event.before());
			Map<Related, Instant> after = done(event.after());
			after.forEach((record, at) -> {
				if (!at.equals(before.get(record))) {
					made.merge(record, at, (one, other) -> one.isAfter(other) ? one : other);
				}
			});
			before.keySet().stream().filter((record) -> !after.containsKey(record)).forEach(undone::add);
		}
		return new Footprint(made, undone);
	}

	/** When something was done about records with ids of one kind. */
	Map<UUID, Instant> made(String prefix) {
		Map<UUID, Instant> of = new HashMap<>();
		this.made.forEach((record, at) -> {
			if (record.prefix().equals(prefix)) {
				of.put(record.value(), at);
			}
		});
		return of;
	}

	/** The ids of one kind about which something was not done. */
	List<UUID> undone(String prefix) {
		return this.undone.stream().filter((record) -> record.prefix().equals(prefix)).map(Related::value).toList();
	}

	private static Map<Related, Instant> done(@Nullable Activity activity) {
		Map<Related, Instant> done = new HashMap<>();
		Instant at = (activity == null) ? null : activity.occurredAt();
		if (activity != null && at != null) {
			touched(activity).forEach((record) -> done.put(record, at));
		}
		return done;
	}

	private static List<Related> touched(Activity activity) {
		return Stream
			.concat(activity.core().links().relatedTo().stream(), activity.customers().stream().map(Related::of))
			.filter((record) -> TOUCHED.contains(record.prefix()))
			.toList();
	}

}
