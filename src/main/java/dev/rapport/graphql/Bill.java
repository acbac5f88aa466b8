package dev.rapport.graphql;

import java.util.List;

import graphql.GraphQLError;
import org.jspecify.annotations.Nullable;

/**
 * What a request is to pay, and why it is refused.
 *
 * @param requested points that the operation costs at most
 * @param charged points to be taken; fewer than requested if it is refused
 * @param plan what was asked for; null if that is not known
 * @param errors why it is refused; empty if it is not
 */
record Bill(long requested, long charged, @Nullable Plan plan, List<GraphQLError> errors) {

	/** What an answer actually cost. */
	long actual(@Nullable Object data) {
		return (this.plan == null) ? this.charged : this.plan.actual(data).points();
	}

}
