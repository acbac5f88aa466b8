package dev.rapport.graphql;

import java.util.List;

import graphql.execution.instrumentation.Instrumentation;
import graphql.parser.ParserOptions;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.graphql.autoconfigure.GraphQlSourceBuilderCustomizer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.graphql.execution.DataFetcherExceptionResolver;
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
	GraphQlSourceBuilderCustomizer plainFetchers(ListableBeanFactory beans, Loaders loaders,
			List<NodeSource<?>> nodes) {
		return (builder) -> builder.typeVisitors(List.of(new PlainFetchers(beans, loaders, nodes)));
	}

	@Bean
	GraphQlSourceBuilderCustomizer guardsAsOne(Guards guards, ObjectProvider<Instrumentation> others) {
		return (builder) -> builder
			.configureGraphQl((graphQl) -> graphQl.instrumentation(guards.with(others.orderedStream())));
	}

	@Bean
	GraphQlSourceBuilderCustomizer shapedExecution(ObjectProvider<DataFetcherExceptionResolver> resolvers) {
		return (builder) -> builder.configureGraphQl((graphQl) -> graphQl.queryExecutionStrategy(new ShapedExecution(
				DataFetcherExceptionResolver.createExceptionHandler(resolvers.orderedStream().toList()))));
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

	@Bean
	Loaders batchLoaderRegistry() {
		return new Loaders();
	}

	@Bean
	Buckets buckets(LimitSettings settings) {
		return (settings.redis() == null || settings.redis().isBlank()) ? new LocalBuckets()
				: new SharedBuckets(settings.redis());
	}

}
