package dev.rapport.graphql;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import graphql.execution.instrumentation.InstrumentationState;
import graphql.language.Field;
import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.Problem;
import dev.rapport.tenancy.Rights;

/** What is known of the caller's rights while one operation runs. */
final class AccessVisit implements InstrumentationState {

	private final Map<Field, List<Problem>> refused = new IdentityHashMap<>();

	private final AccessRules rules;

	private volatile @Nullable Seen seen;

	AccessVisit(AccessRules rules) {
		this.rules = rules;
	}

	/** How the caller sees the fields; looked up again only when its rights change. */
	FieldSight sight(Rights rights) {
		return seen(rights).sight();
	}

	/** What the operation selects, as far as the caller sees it as it is. */
	Shapes shapes(Rights rights) {
		return seen(rights).shapes();
	}

	private Seen seen(Rights rights) {
		Seen seen = this.seen;
		if (seen == null || seen.rights() != rights) {
			FieldSight sight = this.rules.sight(rights);
			seen = new Seen(rights, sight, new Shapes(sight));
			this.seen = seen;
		}
		return seen;
	}

	/** Notes that a mutation sends what its caller may not. */
	void refuse(Field mutation, Problem problem) {
		this.refused.computeIfAbsent(mutation, (key) -> new ArrayList<>()).add(problem);
	}

	/** What keeps a mutation from being carried out; empty if nothing does. */
	List<Problem> refused(List<Field> mutation) {
		return mutation.stream().flatMap((field) -> this.refused.getOrDefault(field, List.of()).stream()).toList();
	}

	private record Seen(Rights rights, FieldSight sight, Shapes shapes) {
	}

}
