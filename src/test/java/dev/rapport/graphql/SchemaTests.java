package dev.rapport.graphql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLNamedSchemaElement;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.graphql.execution.SchemaReport;

import dev.rapport.RapportTest;
import dev.rapport.member.Role;

import static org.assertj.core.api.Assertions.assertThat;

/** The schema keeps its conventions, and schema and code agree. */
@RapportTest
class SchemaTests {

	@Autowired
	GraphQlSource source;

	@Autowired
	SchemaInspection inspection;

	@Autowired
	AccessRules rules;

	GraphQLSchema schema;

	@BeforeEach
	void schema() {
		this.schema = this.source.schema();
	}

	@Test
	void schemaAndControllersAgree() {
		assertThat(this.inspection.reports()).hasSize(1);
		SchemaReport report = this.inspection.reports().getFirst();
		assertThat(report.unmappedFields()).isEmpty();
		assertThat(report.unmappedRegistrations()).isEmpty();
		assertThat(report.unmappedArguments()).isEmpty();
		// met here through an interface or a change, and inspected where a controller
		// names
		// them
		assertThat(report.skippedTypes()).extracting((skipped) -> GraphQLTypeUtil.simplePrint(skipped.type()))
			.isSubsetOf("Activity", "Contact", "Customer", "Member", "Opportunity", "Product", "Team", "Ticket");
	}

	@Test
	void everythingIsDescribed() {
		List<String> silent = new ArrayList<>();
		for (GraphQLNamedType type : types()) {
			note(silent, type.getName(), type);
			switch (type) {
				case GraphQLFieldsContainer container ->
					container.getFieldDefinitions().forEach((field) -> fields(silent, container, field));
				case GraphQLInputObjectType input -> input.getFieldDefinitions()
					.forEach((field) -> note(silent, input.getName() + "." + field.getName(), field));
				case GraphQLEnumType constants -> constants.getValues()
					.forEach((value) -> note(silent, constants.getName() + "." + value.getName(), value));
				default -> {
				}
			}
		}
		assertThat(silent).isEmpty();
	}

	@Test
	void mutationsTakeOneInputAndAnswerWithErrors() {
		for (GraphQLFieldDefinition mutation : root("Mutation").getFieldDefinitions()) {
			String name = Character.toUpperCase(mutation.getName().charAt(0)) + mutation.getName().substring(1);
			assertThat(mutation.getArguments()).as(mutation.getName())
				.singleElement()
				.extracting(GraphQLArgument::getName)
				.isEqualTo("input");
			assertThat(GraphQLTypeUtil.simplePrint(mutation.getArgument("input").getType())).isEqualTo(name + "Input!");
			assertThat(GraphQLTypeUtil.simplePrint(mutation.getType())).isEqualTo(name + "Payload!");
			GraphQLObjectType payload = (GraphQLObjectType) GraphQLTypeUtil.unwrapAll(mutation.getType());
			assertThat(GraphQLTypeUtil.simplePrint(payload.getFieldDefinition("errors").getType()))
				.isEqualTo("[UserError!]!");
		}
	}

	@Test
	void changesOfARecordAskForItsVersion() {
		for (GraphQLFieldDefinition mutation : root("Mutation").getFieldDefinitions()) {
			GraphQLInputObjectType input = (GraphQLInputObjectType) GraphQLTypeUtil
				.unwrapAll(mutation.getArgument("input").getType());
			if (input.getFieldDefinition("id") != null && !mutation.getName().startsWith("add")) {
				assertThat(input.getFieldDefinition("version")).as(mutation.getName()).isNotNull();
			}
		}
	}

	@Test
	void connectionsHaveTheSameShape() {
		for (GraphQLNamedType type : types()) {
			if (type instanceof GraphQLObjectType connection && type.getName().endsWith("Connection")) {
				assertThat(connection.getFieldDefinitions()).extracting(GraphQLFieldDefinition::getName)
					.containsExactlyInAnyOrder("edges", "nodes", "pageInfo", "totalCount");
			}
		}
	}

	@Test
	void scalarsSayWhereTheyAreSpecified() {
		for (GraphQLNamedType type : types()) {
			if (type instanceof graphql.schema.GraphQLScalarType scalar
					&& !graphql.schema.idl.ScalarInfo.isGraphqlSpecifiedScalar(scalar)) {
				assertThat(scalar.getSpecifiedByUrl()).as(scalar.getName()).isNotBlank();
			}
		}
	}

	@Test
	void moneyAndTimeAreNeverFloats() {
		for (GraphQLNamedType type : types()) {
			if (type instanceof GraphQLFieldsContainer container) {
				assertThat(container.getFieldDefinitions()).as(type.getName())
					.noneMatch((field) -> GraphQLTypeUtil.simplePrint(field.getType()).startsWith("Float"));
			}
		}
	}

	@Test
	void everyCoordinateHasItsScope() {
		assertThat(Access.unruled(this.schema)).isEmpty();
		assertThat(types().stream()
			.filter(GraphQLObjectType.class::isInstance)
			.map(GraphQLObjectType.class::cast)
			.flatMap((type) -> Stream.concat(Stream.of(type), type.getFieldDefinitions().stream()))
			.map(Access::scope)
			.filter((scope) -> scope != null && !scope.equals(Access.ANY))
			.map((scope) -> scope.substring(0, scope.indexOf(':')))
			.distinct()).isSubsetOf(Role.KINDS);
		for (GraphQLFieldDefinition mutation : root("Mutation").getFieldDefinitions()) {
			boolean decidedByRows = Set.of("shareRecord", "unshareRecord", "transferOwnership")
				.contains(mutation.getName());
			assertThat(Access.scope(mutation)).as(mutation.getName()).endsWith(decidedByRows ? Access.ANY : ":write");
		}
	}

	/** Else a field rule could be got around by writing. */
	@Test
	void everyInputOfAMutationSaysWhatItIsAbout() {
		Set<GraphQLInputObjectType> inputs = new LinkedHashSet<>();
		root("Mutation").getFieldDefinitions()
			.forEach((mutation) -> collect(mutation.getArgument("input").getType(), inputs));
		assertThat(inputs.stream()
			.flatMap((input) -> input.getFieldDefinitions()
				.stream()
				.map((field) -> input.getName() + "." + field.getName()))
			.filter((field) -> this.rules.touched(field).isEmpty())
			.filter((field) -> !field.endsWith(".id") && !field.endsWith(".version") && !field.endsWith(".items")))
			.containsExactlyInAnyOrder("UpsertCustomerInput.customer", "CreateMemberInput.subject",
					"RotateApiKeyInput.overlap", "RotateWebhookSecretInput.overlap", "RegisterDocumentsInput.client",
					"RegisterDocumentsInput.documents", "TransferOwnershipInput.fromId", "TransferOwnershipInput.toId",
					"TransferOwnershipInput.kinds", "TransferOwnershipInput.closedToo",
					"RedeliverWebhookInput.deliveryId", "RedeliverDeadWebhooksInput.subscriptionId");
	}

	/** What filters are about, others see to. */
	private static void collect(GraphQLType type, Set<GraphQLInputObjectType> inputs) {
		if (GraphQLTypeUtil.unwrapAll(type) instanceof GraphQLInputObjectType input
				&& !input.getName().endsWith("Filter") && inputs.add(input)) {
			input.getFieldDefinitions().forEach((field) -> collect(field.getType(), inputs));
		}
	}

	/** The client contract as one file, an artefact of the build. */
	@Test
	void publishesTheSchema() throws IOException {
		String published = PublishedSchema.text(Path.of("schema", "graphql"));
		Files.writeString(Path.of("target", "schema.graphqls"), published);
		assertThat(published).isEqualTo(PublishedSchema.print(this.schema));
	}

	private GraphQLObjectType root(String name) {
		return this.schema.getObjectType(name);
	}

	private List<GraphQLNamedType> types() {
		return this.schema.getAllTypesAsList().stream().filter((type) -> !type.getName().startsWith("__")).toList();
	}

	private static void fields(List<String> silent, GraphQLFieldsContainer container, GraphQLFieldDefinition field) {
		note(silent, container.getName() + "." + field.getName(), field);
		field.getArguments()
			.forEach((argument) -> note(silent, container.getName() + "." + field.getName() + "." + argument.getName(),
					argument));
	}

	private static void note(List<String> silent, String name, GraphQLNamedSchemaElement element) {
		boolean builtIn = List.of("String", "Int", "ID", "Boolean", "Float", "Query", "Mutation", "Subscription")
			.contains(name);
		if (!builtIn && (element.getDescription() == null || element.getDescription().isBlank())) {
			silent.add(name);
		}
	}

}
