package dev.rapport.graphql;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import graphql.ExecutionInput;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.execution.preparsed.PreparsedDocumentProvider;
import graphql.language.Document;
import graphql.language.OperationDefinition;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.stereotype.Component;

/**
 * Parsed and validated documents, kept by their text up to {@value #CHARACTERS}
 * characters in all; a document is parsed and validated once, however often it is sent.
 */
@Component
class Documents implements PreparsedDocumentProvider {

	private static final long CHARACTERS = 8_000_000;

	private final Cache<String, PreparsedDocumentEntry> valid = Caffeine.newBuilder()
		.maximumWeight(CHARACTERS)
		.weigher((String text, PreparsedDocumentEntry entry) -> text.length())
		.build();

	@Override
	public CompletableFuture<PreparsedDocumentEntry> getDocumentAsync(ExecutionInput input,
			Function<ExecutionInput, PreparsedDocumentEntry> parseAndValidate) {
		PreparsedDocumentEntry known = this.valid.getIfPresent(input.getQuery());
		if (known != null) {
			return CompletableFuture.completedFuture(known);
		}
		PreparsedDocumentEntry entry = parseAndValidate.apply(input);
		if (!entry.hasErrors()) {
			this.valid.put(input.getQuery(), entry);
		}
		return CompletableFuture.completedFuture(entry);
	}

	/** The operation that a request asks for; empty if its document doesn't tell. */
	Optional<OperationDefinition> operation(WebGraphQlRequest request) {
		String name = request.getOperationName();
		List<OperationDefinition> operations = document(request.getDocument())
			.map((document) -> document.getDefinitionsOfType(OperationDefinition.class))
			.orElse(List.of());
		return operations.stream()
			.filter((operation) -> (name == null || name.isEmpty()) ? operations.size() == 1
					: name.equals(operation.getName()))
			.findFirst();
	}

	private Optional<Document> document(String text) {
		PreparsedDocumentEntry known = this.valid.getIfPresent(text);
		if (known != null) {
			return Optional.of(known.getDocument());
		}
		try {
			return Optional.of(Parser.parse(text));
		}
		catch (InvalidSyntaxException ex) {
			return Optional.empty();
		}
	}

}
