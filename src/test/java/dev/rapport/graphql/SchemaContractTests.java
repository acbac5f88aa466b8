package dev.rapport.graphql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import graphql.schema.GraphQLSchema;
import graphql.schema.diff.DiffEvent;
import graphql.schema.diff.SchemaDiff;
import graphql.schema.diff.SchemaDiffSet;
import graphql.schema.diff.reporting.CapturingReporter;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.UnExecutableSchemaGenerator;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the last release published still works, but for what {@code schema/breaking.txt}
 * declares. After a release {@code mvn test -Dtest=SchemaContractTests
 * -Dschema.released=true} makes the schema of today the one to keep, and the file of
 * declarations is emptied by hand.
 */
class SchemaContractTests {

	private static final Path RELEASED = Path.of("schema", "released.graphqls");

	private static final Path DECLARED = Path.of("schema", "breaking.txt");

	@Test
	void keepsWhatTheLastReleasePublished() throws IOException {
		String now = PublishedSchema.text(Path.of("schema", "graphql"));
		if (Boolean.getBoolean("schema.released")) {
			Files.writeString(RELEASED, now);
		}
		assertThat(breakages(Files.readString(RELEASED), now))
			.as("Changes that break clients. Undo them, deprecate instead, or declare each in %s as a line "
					+ "\"Type.field: why\"; a line there that breaks nothing is to be removed", DECLARED)
			.isEqualTo(declared());
	}

	@Test
	void seesWhatBreaksClients() throws IOException {
		String released = Files.readString(RELEASED);
		assertThat(breakages(released, replaced(released,
				"  weightedAmounts: [Money!]! @shows(fields : [\"Opportunity.amount\"])", "  unused: Int")))
			.contains("PipelineColumn.weightedAmounts");
		assertThat(breakages(released,
				replaced(released, "input CreateCustomerInput {", "input CreateCustomerInput {\n  rating: Int!")))
			.contains("CreateCustomerInput.rating");
		assertThat(breakages(released, replaced(released, "  \"No rule lets the member in.\"\n  NONE\n", "")))
			.isNotEmpty();
	}

	@Test
	void letsTheSchemaGrow() throws IOException {
		String released = Files.readString(RELEASED);
		String grown = replaced(released, "type Query {", "type Query {\n  weather: String");
		assertThat(breakages(released, grown + "\ntype Weather { wind: Int }")).isEmpty();
		assertThat(breakages(released,
				replaced(released, "input CreateCustomerInput {", "input CreateCustomerInput {\n  rating: Int")))
			.isEmpty();
		assertThat(breakages(released, released)).isEmpty();
	}

	private static String replaced(String text, String old, String by) {
		assertThat(text).contains(old);
		return text.replace(old, by);
	}

	/** The places that break, as {@code Type.field}. */
	private static Set<String> breakages(String before, String after) {
		CapturingReporter found = new CapturingReporter();
		new SchemaDiff().diffSchema(SchemaDiffSet.diffSetFromIntrospection(schema(before), schema(after)), found);
		return found.getBreakages()
			.stream()
			.map(SchemaContractTests::place)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static GraphQLSchema schema(String text) {
		return UnExecutableSchemaGenerator.makeUnExecutableSchema(new SchemaParser().parse(text));
	}

	private static String place(DiffEvent event) {
		Stream<String> names = Stream.concat(Stream.ofNullable(event.getFieldName()), event.getComponents().stream())
			.distinct();
		return Stream.concat(Stream.of(String.valueOf(event.getTypeName())), names).collect(Collectors.joining("."));
	}

	private static Set<String> declared() throws IOException {
		List<String> lines = Files.readAllLines(DECLARED);
		return lines.stream()
			.filter((line) -> !line.isBlank() && !line.startsWith("#"))
			.peek((line) -> assertThat(line).matches("\\S+: \\S.*"))
			.map((line) -> line.substring(0, line.indexOf(':')))
			.collect(Collectors.toCollection(TreeSet::new));
	}

}
