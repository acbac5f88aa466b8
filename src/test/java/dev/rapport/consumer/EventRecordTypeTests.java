package dev.rapport.consumer;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLTypeUtil;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.execution.GraphQlSource;

import dev.rapport.RapportTest;
import dev.rapport.tenancy.Rights;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever can be followed can be read, under the same scope. */
@RapportTest
@NullUnmarked
class EventRecordTypeTests {

	@Autowired
	GraphQlSource source;

	@Test
	void knowsEveryTypeThatASubscriptionTellsOf() {
		Map<String, String> kinds = EventRecordType
			.following(Arrays.asList(EventRecordType.values()), null, Rights.UNLIMITED)
			.kinds();
		Map<String, String> followed = this.source.schema()
			.getAllTypesAsList()
			.stream()
			.filter(GraphQLObjectType.class::isInstance)
			.map(GraphQLObjectType.class::cast)
			.filter((type) -> type.getName().endsWith("Change") && type.getFieldDefinition("recordId") != null)
			.filter((type) -> !type.getName().equals("RecordChange"))
			.flatMap(EventRecordTypeTests::records)
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one));
		assertThat(followed).hasSizeGreaterThanOrEqualTo(8);
		assertThat(kinds).containsAllEntriesOf(followed);
	}

	/** The records that a type of changes tells of, with the kind of its scope. */
	private static Stream<Map.Entry<String, String>> records(GraphQLObjectType change) {
		String scope = change.getAppliedDirective("access").getArgument("scope").getValue();
		return change.getFieldDefinitions()
			.stream()
			.filter((field) -> !field.getName().equals("actor"))
			.map((field) -> GraphQLTypeUtil.unwrapAll(field.getType()))
			.filter((type) -> type instanceof graphql.schema.GraphQLFieldsContainer fields
					&& fields.getFieldDefinition("id") != null)
			.map((type) -> Map.entry(((GraphQLNamedType) type).getName(), scope.replace(":read", "")));
	}

}
