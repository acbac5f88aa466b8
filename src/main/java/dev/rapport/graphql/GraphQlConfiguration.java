package dev.rapport.graphql;

import java.util.List;

import graphql.parser.ParserOptions;
import org.dataloader.DataLoaderOptions;
import org.springframework.boot.graphql.autoconfigure.GraphQlSourceBuilderCustomizer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import org.springframework.graphql.execution.DefaultBatchLoaderRegistry;
import org.springframework.graphql.execution.SchemaMappingInspector;

import dev.rapport.persistence.NodeSource;

/** The engine's limits and its document cache. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ LimitSettings.class, DocumentSettings.class })
class GraphQlConfiguration {

	/** The longest document, in characters. */
	static final int DOCUMENT = 32 * 1_024;

	static final int TOKENS = 3_000;

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
	GraphQlSourceBuilderCustomizer documentCache(Documents documents, SchemaInspection inspection,
			List<NodeSource<?>> nodes) {
		return (builder) -> builder.inspectSchemaMappings((classes) -> mapped(classes, nodes), inspection::accept)
			.configureGraphQl((graphQl) -> graphQl.preparsedDocumentProvider(documents));
	}

	/**
	 * What interfaces of the schema stand for, which the inspection can't see in the
	 * code.
	 */
	private static void mapped(SchemaMappingInspector.Initializer classes, List<NodeSource<?>> nodes) {
		nodes.forEach((source) -> classes.classMapping(source.type().getSimpleName(), source.type()));
		ConventionWiring.ERRORS.forEach((type, name) -> classes.classMapping(name, type));
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
	Buckets buckets(LimitSettings settings) {
		return (settings.redis() == null || settings.redis().isBlank()) ? new LocalBuckets()
				: new SharedBuckets(settings.redis());
	}

}
