package dev.rapport.graphql;

import graphql.analysis.MaxQueryDepthInstrumentation;
import graphql.execution.instrumentation.Instrumentation;
import graphql.parser.ParserOptions;
import org.dataloader.DataLoaderOptions;
import org.springframework.boot.graphql.autoconfigure.GraphQlSourceBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import org.springframework.graphql.execution.DefaultBatchLoaderRegistry;

/** The engine's limits and its document cache. */
@Configuration(proxyBeanMethods = false)
class GraphQlConfiguration {

	/** The longest document, in characters. */
	static final int DOCUMENT = 32 * 1_024;

	static final int TOKENS = 3_000;

	static final int DEPTH = 12;

	private static final int WHITESPACE = 20_000;

	private static final int GRAMMAR_DEPTH = 100;

	static {
		ParserOptions options = ParserOptions.newParserOptions()
			.maxCharacters(DOCUMENT)
			.maxTokens(TOKENS)
			.maxWhitespaceTokens(WHITESPACE)
			.maxRuleDepth(GRAMMAR_DEPTH)
			.captureIgnoredChars(false)
			.build();
		ParserOptions.setDefaultParserOptions(options);
		ParserOptions.setDefaultOperationParserOptions(options);
	}

	@Bean
	GraphQlSourceBuilderCustomizer documentCache(Documents documents, SchemaInspection inspection) {
		return (builder) -> builder.inspectSchemaMappings(inspection::accept)
			.configureGraphQl((graphQl) -> graphQl.preparsedDocumentProvider(documents));
	}

	/**
	 * Batch loaders that remember nothing: the messages of a subscription and the fields
	 * of a mutation share their loaders, and each must see the state as it is by then.
	 */
	@Bean
	BatchLoaderRegistry batchLoaderRegistry() {
		return new DefaultBatchLoaderRegistry(() -> DataLoaderOptions.newOptions().setCachingEnabled(false).build());
	}

	@Bean
	Instrumentation depthLimit() {
		return new DepthLimit(DEPTH);
	}

	private static final class DepthLimit extends MaxQueryDepthInstrumentation {

		DepthLimit(int depth) {
			super(depth);
		}

		@Override
		protected graphql.execution.AbortExecutionException mkAbortException(int depth, int most) {
			return new DepthExceeded(depth, most);
		}

	}

}
