package dev.rapport.graphql;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import graphql.language.NonNullType;
import graphql.language.OperationDefinition;
import graphql.language.Type;
import graphql.language.TypeName;
import graphql.language.VariableDefinition;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.server.WebGraphQlRequest;

import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Rights;
import dev.rapport.tenancy.TenantId;

/**
 * All that the result of a message depends on: equal questions have equal answers.
 *
 * @param subject what the subscription asks
 * @param tenant whose data it is about
 * @param view what the caller sees
 * @param message the message of the source, itself told by the caller's rights
 */
record Question(Subject subject, TenantId tenant, View view, Object message) {

	/** By what has its own hash kept first; the message's comes with each. */
	@Override
	public int hashCode() {
		return 31 * (31 * this.subject.hashCode() + this.view.hashCode()) + this.message.hashCode();
	}

	/**
	 * What a subscription asks, wherever it begins.
	 *
	 * @param hash of all the others
	 * @param variables without those that say where it begins
	 */
	record Subject(int hash, String document, @Nullable String operation, Map<String, Object> variables,
			@Nullable Locale locale) {

		private static final String CURSOR = "EventCursor";

		Subject(String document, @Nullable String operation, Map<String, Object> variables, @Nullable Locale locale) {
			this(Objects.hash(document, operation, variables, locale), document, operation, variables, locale);
		}

		static Subject of(WebGraphQlRequest request, OperationDefinition operation) {
			Map<String, Object> variables = new HashMap<>(request.getVariables());
			operation.getVariableDefinitions()
				.stream()
				.filter((variable) -> isCursor(variable.getType()))
				.map(VariableDefinition::getName)
				.forEach(variables::remove);
			return new Subject(request.getDocument(), request.getOperationName(), variables, request.getLocale());
		}

		@Override
		public int hashCode() {
			return this.hash;
		}

		private static boolean isCursor(Type<?> type) {
			Type<?> bare = (type instanceof NonNullType required) ? required.getType() : type;
			return bare instanceof TypeName name && name.getName().equals(CURSOR);
		}

	}

	/**
	 * What a caller sees.
	 *
	 * @param hash of both others
	 * @param rights its rights
	 * @param member the caller itself; null where it makes no difference, because of each
	 * kind of record it sees all or nothing
	 */
	record View(int hash, Rights rights, @Nullable UUID member) {

		View(Rights rights, @Nullable UUID member) {
			this(Objects.hash(rights, member), rights, member);
		}

		@Override
		public int hashCode() {
			return this.hash;
		}

		static View of(Actor actor) {
			Rights rights = actor.rights();
			boolean alike = Stream.concat(rights.reads().values().stream(), rights.changes().values().stream())
				.allMatch((sight) -> sight.isAll() || sight.isNone());
			return alike ? new View(ofAnybody(rights), null) : new View(rights, actor.member());
		}

		/** The rights without their names, and without shares that add nothing. */
		private static Rights ofAnybody(Rights rights) {
			return new Rights(rights.unlimited(), Set.of(), rights.scopes(), rights.reads(), rights.changes(),
					rights.fields(), List.of(), rights.limit());
		}

	}

}
