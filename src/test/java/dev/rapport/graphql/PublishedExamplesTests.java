package dev.rapport.graphql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import graphql.parser.Parser;
import graphql.validation.Validator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.execution.GraphQlSource;

import dev.rapport.RapportTest;

import static org.assertj.core.api.Assertions.assertThat;

/** What is offered for pasting fits the schema. */
@RapportTest
class PublishedExamplesTests {

	private static final Pattern DOCUMENT = Pattern.compile("```graphql\n(.*?)```|(?:query: |POINTERS = )`(.*?)`",
			Pattern.DOTALL);

	@Autowired
	GraphQlSource source;

	@ParameterizedTest
	@CsvSource({ "README.md, 8", "src/main/resources/static/playground/examples.js, 8" })
	void fitTheSchema(Path file, int count) throws IOException {
		List<String> documents = DOCUMENT.matcher(Files.readString(file))
			.results()
			.map((match) -> (match.group(1) != null) ? match.group(1) : match.group(2))
			.toList();
		assertThat(documents).hasSize(count)
			.allSatisfy((document) -> assertThat(
					new Validator().validateDocument(this.source.schema(), Parser.parse(document), Locale.ENGLISH))
				.isEmpty());
	}

}
