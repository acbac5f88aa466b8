package dev.rapport.graphql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import graphql.TypeResolutionEnvironment;
import graphql.language.FieldDefinition;
import graphql.language.InterfaceTypeDefinition;
import graphql.language.ObjectTypeDefinition;
import graphql.language.TypeName;
import graphql.language.UnionTypeDefinition;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.PropertyDataFetcher;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.TypeDefinitionRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.execution.RuntimeWiringConfigurer;
import org.springframework.stereotype.Component;

import dev.rapport.events.Change;
import dev.rapport.events.StoredEvent;
import dev.rapport.kernel.NodeId;
import dev.rapport.kernel.Problem;
import dev.rapport.persistence.Connection;
import dev.rapport.persistence.NodeSource;
import dev.rapport.tenancy.Actor;

/**
 * Wires what the schema's conventions decide, for all types at once: scalars; interfaces
 * and unions by the simple name of the Java type; the lazy parts of connections; the
 * texts of user errors; of changes, which record and member they are about, and which of
 * its fields as far as the caller may know; and fields named {@code …Label}, which put
 * the constant of the field of the same name into words.
 */
@Component
class ConventionWiring implements RuntimeWiringConfigurer {

	private static final String LABEL = "Label";

	static final Map<Class<?>, String> ERRORS = Map.of(Problem.Violation.class, "ValidationError",
			Problem.Conflict.class, "ConflictError", Problem.NotFound.class, "NotFoundError", Problem.Forbidden.class,
			"ForbiddenError", Problem.Transition.class, "TransitionError", Problem.Duplicate.class, "DuplicateError");

	private final Messages messages;

	private final AccessRules rules;

	private final Map<String, String> prefixes;

	private final Map<String, Class<?>> records;

	private TypeDefinitionRegistry schema = new TypeDefinitionRegistry();

	ConventionWiring(Messages messages, AccessRules rules, List<NodeSource<?>> nodes) {
		this.messages = messages;
		this.rules = rules;
		this.prefixes = nodes.stream()
			.collect(Collectors.toMap((node) -> node.type().getSimpleName(), NodeSource::prefix));
		this.records = nodes.stream()
			.collect(Collectors.toMap((node) -> node.type().getSimpleName(), NodeSource::type));
	}

	@Override
	public void setTypeDefinitionRegistry(TypeDefinitionRegistry registry) {
		this.schema = registry;
	}

	@Override
	public void configure(RuntimeWiring.Builder wiring) {
		Scalars.all().forEach(wiring::scalar);
		wiring.scalar(JsonObjectScalar.TYPE);
		this.schema.types().forEach((name, type) -> {
			if (type instanceof InterfaceTypeDefinition || type instanceof UnionTypeDefinition) {
				wiring.type(name, (builder) -> builder.typeResolver(ConventionWiring::typeOf));
			}
		});
		fields()
			.forEach((type, fields) -> wiring.type(type, (builder) -> builder.dataFetchers(fetchers(type, fields))));
	}

	/** All object types with their fields, those of extensions included. */
	private Map<String, List<FieldDefinition>> fields() {
		Map<String, List<FieldDefinition>> fields = new HashMap<>();
		this.schema.types().forEach((name, type) -> {
			if (type instanceof ObjectTypeDefinition object) {
				fields.put(name, new ArrayList<>(object.getFieldDefinitions()));
			}
		});
		this.schema.objectTypeExtensions()
			.forEach((type, extensions) -> extensions.forEach(
					(extension) -> Objects.requireNonNull(fields.get(type)).addAll(extension.getFieldDefinitions())));
		return fields;
	}

	@SuppressWarnings("rawtypes") // as the builder declares it
	private Map<String, DataFetcher> fetchers(String type, List<FieldDefinition> fields) {
		Map<String, DataFetcher> fetchers = new HashMap<>();
		if (type.endsWith("Connection")) {
			fetchers.put("totalCount", of(Connection.class, Connection::totalCount));
		}
		if (fields.stream().anyMatch((field) -> field.getName().equals("recordId"))) {
			fetchers.put("recordId", of(Change.class, this::record));
			fetchers.put("changedFields", this::changed);
			fields.forEach((field) -> fetchers.putAll(loaded(field)));
		}
		if (type.equals("PageInfo")) {
			fetchers.put("hasNextPage", of(Connection.PageInfo.class, Connection.PageInfo::hasNextPage));
			fetchers.put("hasPreviousPage", of(Connection.PageInfo.class, Connection.PageInfo::hasPreviousPage));
		}
		if (ERRORS.containsValue(type)) {
			fetchers.put("message", (environment) -> this.messages
				.of((Problem) Objects.requireNonNull(environment.getSource()), environment.getLocale()));
		}
		fields.stream()
			.map(FieldDefinition::getName)
			.filter((name) -> name.endsWith(LABEL))
			.forEach((name) -> fetchers.put(name, label(name)));
		return fetchers;
	}

	/** The fields of a change that are nodes: its actor and its record. */
	@SuppressWarnings("rawtypes") // as the builder declares it
	private Map<String, DataFetcher> loaded(FieldDefinition field) {
		Class<?> type = (field.getType() instanceof TypeName named) ? this.records.get(named.getName()) : null;
		if (type == null) {
			return Map.of();
		}
		Function<StoredEvent, UUID> id = field.getName().equals("actor") ? StoredEvent::actorId
				: StoredEvent::aggregateId;
		return Map.of(field.getName(), load(type.getName(), id));
	}

	private static DataFetcher<Object> load(String loader, Function<StoredEvent, UUID> id) {
		return (environment) -> {
			StoredEvent event = Objects.requireNonNull(environment.<Change>getSource()).event();
			return (event == null) ? null
					: Objects.requireNonNull(environment.<UUID, Object>getDataLoader(loader)).load(id.apply(event));
		};
	}

	private static <S> DataFetcher<Object> of(Class<S> type, Function<S, ? extends @Nullable Object> property) {
		return (environment) -> property.apply(Objects.requireNonNull(type.cast(environment.getSource())));
	}

	private DataFetcher<Object> label(String name) {
		DataFetcher<?> constant = PropertyDataFetcher.fetching(name.substring(0, name.length() - LABEL.length()));
		return (environment) -> constant.get(environment) instanceof Enum<?> value
				? this.messages.label(value, locale(environment)) : null;
	}

	private @Nullable String record(Change change) {
		StoredEvent event = change.event();
		return (event == null) ? null
				: NodeId.encode(Objects.requireNonNull(this.prefixes.get(event.aggregateType())), event.aggregateId());
	}

	/** What changed, as far as the caller may know. */
	private List<String> changed(DataFetchingEnvironment environment) {
		StoredEvent event = Objects.requireNonNull(environment.<Change>getSource()).event();
		Actor caller = environment.getGraphQlContext().get(Actor.class);
		return (event == null || caller == null) ? List.of()
				: event.changedFields()
					.stream()
					.filter((field) -> !this.rules.hides(caller.rights(), event.aggregateType(), field))
					.toList();
	}

	private static Locale locale(DataFetchingEnvironment environment) {
		String tag = environment.getArgument("locale");
		return (tag == null) ? environment.getLocale() : Locale.forLanguageTag(tag);
	}

	private static GraphQLObjectType typeOf(TypeResolutionEnvironment environment) {
		return typeOf(environment.getSchema(), environment.getObject());
	}

	/** The object type of a value where the schema admits several. */
	static GraphQLObjectType typeOf(GraphQLSchema schema, Object value) {
		Class<?> type = value.getClass();
		return schema.getObjectType(ERRORS.getOrDefault(type, type.getSimpleName()));
	}

}
