package dev.rapport.consumer;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.rapport.events.Following;
import dev.rapport.persistence.Condition;
import dev.rapport.tenancy.Rights;

/** The types of records whose events can be read: those that have a public change. */
public enum EventRecordType {

	CUSTOMER("Customer", "customers"), CONTACT("Contact", "contacts"), OPPORTUNITY("Opportunity", "opportunities"),
	ACTIVITY("Activity", "activities"), TICKET("Ticket", "tickets"), PRODUCT("Product", "products"),
	PIPELINE("Pipeline", "pipelines"), MEMBER("Member", "members"), TEAM("Team", "members");

	private static final Map<String, EventRecordType> BY_AGGREGATE = Arrays.stream(values())
		.collect(Collectors.toUnmodifiableMap(EventRecordType::aggregate, Function.identity()));

	private final String aggregate;

	private final String kind;

	EventRecordType(String aggregate, String kind) {
		this.aggregate = aggregate;
		this.kind = kind;
	}

	/** The aggregate type, as the log names it. */
	public String aggregate() {
		return this.aggregate;
	}

	/** The type of an aggregate that can be followed. */
	static EventRecordType of(String aggregate) {
		return Objects.requireNonNull(BY_AGGREGATE.get(aggregate), aggregate);
	}

	/**
	 * What somebody follows who wants these types.
	 * @param types none stand for all that may be read
	 * @param derived only derived changes, or only others; null for both
	 */
	static Following following(Collection<EventRecordType> types, @Nullable Boolean derived, Rights rights) {
		List<EventRecordType> wanted = types.isEmpty()
				? Arrays.stream(values()).filter((type) -> rights.may(type.kind + ":read")).toList()
				: types.stream().distinct().toList();
		return new Following(wanted.stream().collect(Collectors.toMap(EventRecordType::aggregate, (type) -> type.kind)),
				derived, Condition.ALWAYS);
	}

}
