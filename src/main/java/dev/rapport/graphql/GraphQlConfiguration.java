package dev.rapport.graphql;

import java.util.List;

import graphql.ExecutionResult;
import graphql.analysis.MaxQueryDepthInstrumentation;
import graphql.execution.instrumentation.Instrumentation;
import graphql.execution.instrumentation.InstrumentationContext;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimpleInstrumentationContext;
import graphql.execution.instrumentation.parameters.InstrumentationExecuteOperationParameters;
import graphql.language.Field;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.parser.ParserOptions;
import org.dataloader.DataLoaderOptions;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.graphql.autoconfigure.GraphQlSourceBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import org.springframework.graphql.execution.DefaultBatchLoaderRegistry;
import org.springframework.graphql.execution.SchemaMappingInspector;

import dev.rapport.persistence.NodeSource;

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
	Instrumentation depthLimit() {
		return new DepthLimit(DEPTH);
	}

	/**
	 * Bounds what reads data. The introspection that every tool begins with nests deeper;
	 * it is bounded by the engine, which takes it only in good faith: each relation once.
	 */
	private static final class DepthLimit extends MaxQueryDepthInstrumentation {

		DepthLimit(int depth) {
			super(depth);
		}

		@Override
		public @Nullable InstrumentationContext<ExecutionResult> beginExecuteOperation(
				InstrumentationExecuteOperationParameters parameters, InstrumentationState state) {
			return introspects(parameters.getExecutionContext().getOperationDefinition())
					? SimpleInstrumentationContext.noOp() : super.beginExecuteOperation(parameters, state);
		}

		private static boolean introspects(OperationDefinition operation) {
			return operation.getSelectionSet().getSelections().stream().allMatch(DepthLimit::introspects);
		}

		private static boolean introspects(Selection<?> selection) {
			return selection instanceof Field field && field.getName().startsWith("__");
		}

		@Override
		protected graphql.execution.AbortExecutionException mkAbortException(int depth, int most) {
			return new DepthExceeded(depth, most);
		}

	}

}
