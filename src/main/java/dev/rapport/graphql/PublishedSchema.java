package dev.rapport.graphql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import graphql.schema.GraphQLSchema;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.SchemaPrinter;
import graphql.schema.idl.TypeDefinitionRegistry;
import graphql.schema.idl.UnExecutableSchemaGenerator;

/**
 * The client contract as one file. The build runs this and attaches what it writes; a
 * test holds it against the schema that is served.
 */
final class PublishedSchema {

	private static final String ENDING = ".graphqls";

	private PublishedSchema() {
	}

	/**
	 * Writes the schema.
	 * @param args the directory of the rooms' files, then the files to write
	 */
	public static void main(String[] args) throws IOException {
		String text = text(Path.of(args[0]));
		for (int i = 1; i < args.length; i++) {
			Path file = Path.of(args[i]).toAbsolutePath();
			Files.createDirectories(file.getParent());
			Files.writeString(file, text);
		}
	}

	/** The schema of the files of a directory, sorted by name. */
	static String text(Path directory) throws IOException {
		TypeDefinitionRegistry all = new TypeDefinitionRegistry();
		try (Stream<Path> files = Files.list(directory)) {
			files.filter((file) -> file.toString().endsWith(ENDING))
				.sorted()
				.map(PublishedSchema::parsed)
				.forEach(all::merge);
		}
		return print(UnExecutableSchemaGenerator.makeUnExecutableSchema(all));
	}

	private static TypeDefinitionRegistry parsed(Path file) {
		try {
			return new SchemaParser().parse(Files.readString(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static String print(GraphQLSchema schema) {
		return new SchemaPrinter(SchemaPrinter.Options.defaultOptions().includeDirectiveDefinitions(true))
			.print(schema);
	}

}
