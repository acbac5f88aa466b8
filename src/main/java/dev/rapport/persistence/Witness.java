package dev.rapport.persistence;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import dev.rapport.kernel.Problem;

/**
 * A statement that every transaction under {@link TenantDatabase#transactional} carries
 * along while this is in the Reactor context, so that what it notes commits with the work
 * or not at all. It runs first in the transaction and must change exactly one row.
 *
 * @param sql the statement; {@code $1} is the tenant
 * @param parameters its own parameters, from {@code $2}
 * @param otherwise why the work may not be done if no row was changed
 */
public record Witness(String sql, List<Object> parameters, Problem otherwise) {

	public Witness {
		parameters = List.copyOf(parameters);
	}

	/** A context in which this witness is present. */
	public Context context() {
		return Context.of(Witness.class, this);
	}

	static @Nullable Witness in(ContextView context) {
		return context.<Witness>getOrEmpty(Witness.class).orElse(null);
	}

}
