package dev.rapport.graphql;

import graphql.language.ArrayValue;
import graphql.language.Directive;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.NamedNode;
import graphql.language.Node;
import graphql.language.OperationDefinition;
import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.Problem;

/**
 * What a document may look like. Looked at before it is validated, because validating is
 * where a hostile document does its harm, and in time linear to its length.
 */
final class DocumentCheck {

	static final int ALIASES = 30;

	static final int DIRECTIVES = 20;

	/** The most items of a list in an argument. */
	static final int LIST = 100;

	/** The longest name in characters; messages quote names. */
	static final int NAME = 100;

	static final int OPERATIONS = 10;

	private int aliases;

	private int directives;

	private DocumentCheck() {
	}

	/**
	 * Lets a document pass.
	 * @param introspection whether it may ask for the schema
	 * @throws Problem.Refused if it may not
	 */
	static void check(Document document, boolean introspection) {
		DocumentCheck check = new DocumentCheck();
		check.visit(document);
		atMost(check.aliases, ALIASES, "document.aliases");
		atMost(check.directives, DIRECTIVES, "document.directives");
		atMost(document.getDefinitionsOfType(OperationDefinition.class).size(), OPERATIONS, "document.operations");
		new Expansion(document, introspection).check();
	}

	static void atMost(long count, long most, String problem) {
		if (count > most) {
			throw new Problem.Refused(ApiCode.QUERY_TOO_COMPLEX, problem, count, most);
		}
	}

	/** The parser bounds how deep this goes. */
	private void visit(Node<?> node) {
		switch (node) {
			case Field field when field.getAlias() != null -> {
				this.aliases++;
				name(field.getAlias());
			}
			case Directive _ -> this.directives++;
			case ArrayValue list -> list(list.getValues().size());
			default -> {
			}
		}
		if (node instanceof NamedNode<?> named) {
			name(named.getName());
		}
		node.getChildren().forEach(this::visit);
	}

	/** Lets a list of so many items pass. */
	static void list(int items) {
		if (items > LIST) {
			throw new Problem.Refused(ApiCode.BAD_USER_INPUT, "document.list", LIST);
		}
	}

	private static void name(@Nullable String name) {
		if (name != null && name.length() > NAME) {
			throw new Problem.Refused(ApiCode.GRAPHQL_VALIDATION_FAILED, "document.name", NAME);
		}
	}

}
