package dev.rapport.graphql;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import graphql.ExecutionInput;
import graphql.GraphQLError;
import graphql.ParseAndValidate;
import graphql.ParseAndValidateResult;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.execution.preparsed.PreparsedDocumentProvider;
import graphql.language.Document;
import graphql.language.OperationDefinition;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.stereotype.Component;

import dev.rapport.kernel.Problem;

/**
 * Documents that were parsed, checked and validated, kept by their text up to
 * {@value #CHARACTERS} characters in all, the refused ones too; a document is looked at
 * once, however often it is sent. The limits come before the validation.
 */
@Component
class Documents implements PreparsedDocumentProvider {

	private static final long CHARACTERS = 8_000_000;

	/** The most errors that are told of one document. */
	private static final int ERRORS = 20;

	private final Cache<String, Entry> known = Caffeine.newBuilder()
		.maximumWeight(CHARACTERS)
		.weigher((String text, Entry entry) -> text.length())
		.executor(Runnable::run)
		.build();

	private final ObjectProvider<GraphQlSource> source;

	private final ErrorShape errors;

	private final boolean introspection;

	Documents(ObjectProvider<GraphQlSource> source, ErrorShape errors, DocumentSettings settings) {
		this.source = source;
		this.errors = errors;
		this.introspection = settings.introspection();
	}

	@Override
	public CompletableFuture<PreparsedDocumentEntry> getDocumentAsync(ExecutionInput input,
			Function<ExecutionInput, PreparsedDocumentEntry> parseAndValidate) {
		Entry entry = of(input.getQuery());
		List<GraphQLError> errors = errors(entry, input.getLocale());
		return CompletableFuture.completedFuture(
				errors.isEmpty() ? new PreparsedDocumentEntry(entry.document()) : new PreparsedDocumentEntry(errors));
	}

	/** What is to be said against a document; empty if nothing. */
	List<GraphQLError> errors(WebGraphQlRequest request) {
		return errors(request.getDocument(), request.getLocale());
	}

	/** What is to be said against a document; empty if nothing. */
	List<GraphQLError> errors(String text, Locale locale) {
		return errors(of(text), locale);
	}

	/** The operation that a request asks for; empty if its document doesn't tell. */
	Optional<OperationDefinition> operation(WebGraphQlRequest request) {
		String name = request.getOperationName();
		List<OperationDefinition> operations = of(request.getDocument()).operations();
		if (name == null || name.isEmpty()) {
			return (operations.size() == 1) ? Optional.of(operations.getFirst()) : Optional.empty();
		}
		return operations.stream().filter((operation) -> name.equals(operation.getName())).findFirst();
	}

	/** The document of a request; empty if it is not GraphQL. */
	Document document(WebGraphQlRequest request) {
		return of(request.getDocument()).document();
	}

	private List<GraphQLError> errors(Entry entry, Locale locale) {
		return (entry.problem() == null) ? entry.errors() : List.of(this.errors.of(entry.problem(), locale));
	}

	private Entry of(String text) {
		Entry entry = this.known.getIfPresent(text);
		if (entry == null) {
			entry = entry(text);
			this.known.put(text, entry);
		}
		return entry;
	}

	private Entry entry(String text) {
		ParseAndValidateResult parsed = ParseAndValidate
			.parse(ExecutionInput.newExecutionInput(text).locale(Locale.ENGLISH).build());
		if (parsed.isFailure()) {
			return Entry.of(Document.newDocument().build(),
					List.of(Objects.requireNonNull(parsed.getSyntaxException()).toInvalidSyntaxError()), null);
		}
		Document document = parsed.getDocument();
		try {
			DocumentCheck.check(document, this.introspection);
		}
		catch (Problem problem) {
			return Entry.of(document, List.of(), problem);
		}
		return Entry.of(document,
				ParseAndValidate.validate(this.source.getObject().schema(), document, Locale.ENGLISH)
					.stream()
					.limit(ERRORS)
					.<GraphQLError>map((error) -> error)
					.toList(),
				null);
	}

	private record Entry(Document document, List<OperationDefinition> operations, List<GraphQLError> errors,
			@Nullable Problem problem) {

		static Entry of(Document document, List<GraphQLError> errors, @Nullable Problem problem) {
			return new Entry(document, document.getDefinitionsOfType(OperationDefinition.class), errors, problem);
		}

	}

}
