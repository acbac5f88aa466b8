package dev.rapport.graphql;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import graphql.language.Field;
import graphql.language.Value;
import graphql.schema.GraphQLInputType;
import org.jspecify.annotations.Nullable;

import dev.rapport.tenancy.Rights;

/**
 * What an operation asks of its caller, whatever its variables are.
 *
 * @param scopes the scopes
 * @param arguments the arguments that hold input objects or constants to sort by
 */
record AccessNeeds(Set<Need> scopes, List<Sent> arguments) {

	AccessNeeds {
		scopes = Set.copyOf(scopes);
		arguments = List.copyOf(arguments);
	}

	/** The scopes that a caller lacks, sorted. */
	Set<String> missing(Rights rights) {
		Set<String> missing = new TreeSet<>();
		for (Need need : this.scopes) {
			if (!rights.may(need.scope()) && need.given().stream().allMatch(rights::may)) {
				missing.add(need.scope());
			}
		}
		return missing;
	}

	/**
	 * One scope.
	 *
	 * @param given the scopes without which the place is never reached
	 */
	record Need(Set<String> given, String scope) {
	}

	/**
	 * One argument.
	 *
	 * @param value as it stands in the document
	 * @param mutation the field of the mutation that it is sent to; null if it only asks
	 */
	record Sent(String name, GraphQLInputType type, Value<?> value, @Nullable Field mutation) {
	}

}
