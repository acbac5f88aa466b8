package dev.rapport.graphql;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import tools.jackson.databind.json.JsonMapper;

import dev.rapport.tenancy.FieldRule;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.RowRule;

/**
 * What a caller was when it got an answer: as much of its rights as tells whether they
 * have shrunk since.
 *
 * @param unlimited whether nothing was withheld
 * @param scopes what might be done at all
 * @param reads whose records of each kind might be read
 * @param fields the rules of single fields, by coordinate
 * @param grantees whose shares counted
 * @param unseen the ids in the question and the answer whose records it did not see
 */
record Standing(boolean unlimited, Set<String> scopes, Map<String, RowRule> reads, Map<String, FieldRule> fields,
		Set<UUID> grantees, Set<String> unseen) {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	static Standing of(Rights rights, Set<String> unseen) {
		return new Standing(rights.unlimited(), rights.scopes(),
				rights.reads()
					.entrySet()
					.stream()
					.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> entry.getValue().rule())),
				rights.fields(), Set.copyOf(rights.grantees()), unseen);
	}

	static Standing parse(String text) {
		return MAPPER.readValue(text, Standing.class);
	}

	String text() {
		return MAPPER.writeValueAsString(this);
	}

	/** Whether a caller that is this now may still see all that it saw then. */
	boolean covers(Standing then) {
		return this.unlimited
				|| (!then.unlimited && this.scopes.containsAll(then.scopes) && this.grantees.containsAll(then.grantees)
						&& then.unseen.containsAll(this.unseen) && readsAll(then) && showsAll(then));
	}

	private boolean readsAll(Standing then) {
		return then.reads.entrySet()
			.stream()
			.allMatch((read) -> this.reads.getOrDefault(read.getKey(), RowRule.NONE).includes(read.getValue()));
	}

	private boolean showsAll(Standing then) {
		return this.fields.entrySet()
			.stream()
			.allMatch((field) -> field.getValue()
				.compareTo(then.fields.getOrDefault(field.getKey(), FieldRule.WRITE)) >= 0);
	}

}
