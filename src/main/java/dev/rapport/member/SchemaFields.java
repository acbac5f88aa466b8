package dev.rapport.member;

import java.util.Set;

import graphql.schema.FieldCoordinates;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLOutputType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLTypeUtil;
import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Input;
import dev.rapport.kernel.Problem;
import dev.rapport.tenancy.FieldRule;

/**
 * The fields that rules can be set for. A rule for a field that does not exist would
 * promise what nobody keeps, so it is refused.
 */
final class SchemaFields {

	/** What can be shown in part. */
	private static final Set<String> TEXTS = Set.of("String", "EmailAddress", "PhoneNumber", "URL");

	private static final Set<String> ROOTS = Set.of("Query", "Mutation", "Subscription");

	private final GraphQLSchema schema;

	SchemaFields(GraphQLSchema schema) {
		this.schema = schema;
	}

	/** Completes normally if the field exists and the rule can be kept for it. */
	void check(String coordinate, FieldRule rule, Input input) {
		GraphQLFieldDefinition field = find(coordinate);
		if (field == null) {
			throw new Problem.Violation(ErrorCode.NOT_FOUND, input.at("field"), "role.field", coordinate);
		}
		GraphQLOutputType type = field.getType();
		boolean kept = switch (rule) {
			case HIDDEN -> !GraphQLTypeUtil.isNonNull(type);
			case MASKED -> GraphQLTypeUtil.unwrapNonNull(type) instanceof GraphQLNamedType named
					&& TEXTS.contains(named.getName());
			case READ, WRITE -> true;
		};
		if (!kept) {
			throw new Problem.Violation(ErrorCode.OUT_OF_RANGE, input.at("rule"), "role.fieldRule", coordinate);
		}
	}

	private @Nullable GraphQLFieldDefinition find(String coordinate) {
		String[] parts = coordinate.split("\\.", -1);
		boolean possible = parts.length == 2 && !ROOTS.contains(parts[0])
				&& this.schema.getType(parts[0]) instanceof GraphQLObjectType;
		return possible ? this.schema.getFieldDefinition(FieldCoordinates.coordinates(parts[0], parts[1])) : null;
	}

}
