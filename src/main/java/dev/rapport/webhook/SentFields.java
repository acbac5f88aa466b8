package dev.rapport.webhook;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import graphql.language.StringValue;
import graphql.schema.GraphQLAppliedDirective;
import graphql.schema.GraphQLDirectiveContainer;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLTypeUtil;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.graphql.ExecutionGraphQlRequest;
import org.springframework.graphql.ExecutionGraphQlResponse;
import org.springframework.graphql.ExecutionGraphQlService;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.graphql.support.DefaultExecutionGraphQlRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.Problem;
import dev.rapport.persistence.RowGuard;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Actors;
import dev.rapport.tenancy.Rights;

/**
 * Reads the fields of records that are sent, through the same engine that answers
 * clients: a value is sent as its owner would read it at that moment, hidden where that
 * would be hidden, masked where masked. Of a relation the id is sent, of a list of parts
 * their plain fields; connections can't be sent.
 */
@Component
class SentFields {

	private static final String ANY = "any";

	private static final String CONNECTION = "Connection";

	private final ObjectProvider<GraphQlSource> source;

	private final ObjectProvider<ExecutionGraphQlService> engine;

	private final Map<String, RowGuard> records;

	SentFields(ObjectProvider<GraphQlSource> source, ObjectProvider<ExecutionGraphQlService> engine,
			Collection<RowGuard> guards) {
		this.source = source;
		this.engine = engine;
		this.records = guards.stream()
			.filter((guard) -> !guard.prefix().isEmpty() && !guard.owners().isEmpty())
			.collect(Collectors.toUnmodifiableMap(RowGuard::type, Function.identity()));
	}

	/** The types of records that can be followed, with who guards them. */
	Map<String, RowGuard> records() {
		return this.records;
	}

	/** Whether a text is the id of a record that can be followed. */
	boolean isRecordId(String text) {
		String prefix = NodeId.prefixOf(text);
		try {
			return this.records.values().stream().anyMatch((guard) -> guard.prefix().equals(prefix))
					&& NodeId.decode(prefix, text) != null;
		}
		catch (Problem.Refused ex) {
			return false;
		}
	}

	/** Whether one of these types of records has a field of this name. */
	boolean canSend(List<String> types, String field) {
		return this.records.keySet()
			.stream()
			.filter((record) -> types.stream().anyMatch((type) -> type.startsWith(record)))
			.anyMatch((record) -> selected(record, field, Rights.UNLIMITED) != null);
	}

	/** Those of some fields that a record's type has. */
	List<String> of(String record, List<String> fields) {
		return fields.stream().filter((field) -> selected(record, field, Rights.UNLIMITED) != null).toList();
	}

	/**
	 * The fields of one record as the caller sees them now; empty if it does not see the
	 * record.
	 * @param caller with the rights that it has now
	 * @throws IllegalStateException if the record can't be read at the moment
	 */
	Mono<Map<String, @Nullable Object>> read(Actor caller, String record, UUID id, List<String> fields) {
		String selection = fields.stream()
			.map((field) -> selected(record, field, caller.rights()))
			.filter(Objects::nonNull)
			.collect(Collectors.joining(" "));
		String document = "query Webhook($id: ID!) { node(id: $id) { id ... on %s { version %s } } }".formatted(record,
				selection);
		String text = NodeId.encode(Objects.requireNonNull(this.records.get(record)).prefix(), id);
		ExecutionGraphQlRequest request = new DefaultExecutionGraphQlRequest(document, null, Map.of("id", text),
				Map.of(), caller.request(), Locale.ENGLISH);
		return this.engine.getObject()
			.execute(request)
			.contextWrite(Actors.with(caller))
			.flatMap((response) -> Mono.justOrEmpty(node(response)));
	}

	/**
	 * Whether the caller may filter records as a subscription to their changes would. The
	 * engine is asked, and nothing is subscribed to.
	 * @param caller with the rights that it has now
	 * @param filter the filter of such a subscription, as JSON
	 */
	Mono<Boolean> mayFilter(Actor caller, String record, Object filter) {
		String document = "subscription Webhook($filter: %sFilter) { %sChanged(filter: $filter) { cursor } }"
			.formatted(record, WantedFilters.name(record));
		ExecutionGraphQlRequest request = new DefaultExecutionGraphQlRequest(document, null, Map.of("filter", filter),
				Map.of(), caller.request(), Locale.ENGLISH);
		return this.engine.getObject()
			.execute(request)
			.contextWrite(Actors.with(caller))
			.map((response) -> response.getErrors().isEmpty());
	}

	@SuppressWarnings("unchecked")
	private static @Nullable Map<String, @Nullable Object> node(ExecutionGraphQlResponse response) {
		Map<String, @Nullable Object> data = response.getData();
		if (data == null || !response.getErrors().isEmpty()) {
			throw new IllegalStateException("A record could not be read: " + response.getErrors());
		}
		return (Map<String, @Nullable Object>) data.get("node");
	}

	/**
	 * What to select for a field; null if there is none to send, or not for these rights.
	 */
	private @Nullable String selected(String record, String name, Rights rights) {
		GraphQLFieldsContainer type = (GraphQLFieldsContainer) this.source.getObject().schema().getType(record);
		GraphQLFieldDefinition field = (type == null) ? null : type.getFieldDefinition(name);
		if (field == null || needsArguments(field) || !admits(field, rights)) {
			return null;
		}
		return switch (GraphQLTypeUtil.unwrapAll(field.getType())) {
			case GraphQLFieldsContainer parts when parts.getName().endsWith(CONNECTION) || !admitsType(parts, rights) ->
				null;
			case GraphQLFieldsContainer parts -> name + " { " + parts(parts) + " }";
			case GraphQLNamedType leaf when GraphQLTypeUtil.isLeaf(leaf) -> name;
			default -> null;
		};
	}

	/**
	 * Of an interface the types behind it have the scope, which is that of the record.
	 */
	private static boolean admitsType(GraphQLFieldsContainer type, Rights rights) {
		return !(type instanceof GraphQLDirectiveContainer container) || admits(container, rights);
	}

	private static String parts(GraphQLFieldsContainer type) {
		if (type.getFieldDefinition("id") != null) {
			return "id";
		}
		String plain = type.getFieldDefinitions()
			.stream()
			.filter((field) -> GraphQLTypeUtil.isLeaf(GraphQLTypeUtil.unwrapAll(field.getType()))
					&& field.getArguments().isEmpty())
			.map(GraphQLFieldDefinition::getName)
			.collect(Collectors.joining(" "));
		return plain.isEmpty() ? "__typename" : plain;
	}

	private static boolean needsArguments(GraphQLFieldDefinition field) {
		return field.getArguments()
			.stream()
			.anyMatch((argument) -> GraphQLTypeUtil.isNonNull(argument.getType()) && !argument.hasSetDefaultValue());
	}

	/** The engine refuses what needs a scope that lacks, so it is not asked for that. */
	private static boolean admits(GraphQLDirectiveContainer element, Rights rights) {
		GraphQLAppliedDirective access = element.getAppliedDirective("access");
		Object scope = (access == null) ? null : access.getArgument("scope").getValue();
		String text = (scope instanceof StringValue value) ? value.getValue() : (String) scope;
		return text == null || text.equals(ANY) || rights.may(text);
	}

}
