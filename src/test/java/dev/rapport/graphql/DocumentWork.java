package dev.rapport.graphql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import graphql.GraphQLError;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.UnExecutableSchemaGenerator;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.graphql.execution.GraphQlSource;

/** The document cache with the schema that is served, to be measured. */
public final class DocumentWork {

	private static final String PAGE = """
			query Page($first: Int, $after: String, $filter: CustomerFilter) {
			  customers(first: $first, after: $after, filter: $filter, orderBy: [{field: NAME, direction: ASC}]) {
			    nodes { id number version name kind status industry tags createdAt updatedAt owner { id name }
			      opportunities(first: 3) { nodes { id name amount { amount currency } stage { key name } } } }
			    pageInfo { hasNextPage endCursor } } }
			""";

	private final Documents documents = documents();

	private int others;

	/** A document that was sent before. */
	public List<GraphQLError> known() {
		return fine(PAGE);
	}

	/** A document that nobody has sent yet. */
	public List<GraphQLError> fresh() {
		return fine(PAGE + "# " + this.others++);
	}

	private List<GraphQLError> fine(String document) {
		List<GraphQLError> errors = this.documents.errors(document, Locale.ENGLISH);
		if (!errors.isEmpty()) {
			throw new IllegalStateException(errors.toString());
		}
		return errors;
	}

	static Documents documents() {
		ResourceBundleMessageSource texts = new ResourceBundleMessageSource();
		texts.setBasename("messages/problems");
		texts.setDefaultEncoding("UTF-8");
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		beans.registerBeanDefinition("source",
				new RootBeanDefinition(GraphQlSource.class, () -> GraphQlSource.builder(schema()).build()));
		return new Documents(beans.getBeanProvider(GraphQlSource.class), new ErrorShape(new Messages(texts)),
				new DocumentSettings(true, Set.of()));
	}

	private static GraphQLSchema schema() {
		try {
			return UnExecutableSchemaGenerator
				.makeUnExecutableSchema(new SchemaParser().parse(PublishedSchema.text(Path.of("schema/graphql"))));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
