package dev.rapport.graphql;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

import graphql.language.Field;
import graphql.language.OperationDefinition;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

import dev.rapport.tenancy.TenantId;

/**
 * What is noted about one operation while it is served. All words are out of sets that
 * the schema and the registered documents bound, never what a client made up.
 */
final class OperationNote {

	static final String NONE = "none";

	static final String SEVERAL = "several";

	private final AtomicBoolean ended = new AtomicBoolean();

	private volatile String type = NONE;

	private volatile String field = NONE;

	private volatile @Nullable String registered;

	private volatile @Nullable TenantId tenant;

	/** The note in a context; one that nobody reads where there is none. */
	static OperationNote in(ContextView context) {
		return context.hasKey(OperationNote.class) ? context.get(OperationNote.class) : new OperationNote();
	}

	/** Whether this is the first end of the operation. */
	boolean end() {
		return this.ended.compareAndSet(false, true);
	}

	/** The caller is known. */
	void tenant(TenantId caller) {
		this.tenant = caller;
	}

	/** The document is one that the client has registered. */
	void registered(OperationDefinition operation) {
		this.registered = operation.getName();
	}

	/** The operation is valid, so its fields are the schema's. */
	void valid(OperationDefinition operation) {
		this.type = operation.getOperation().name().toLowerCase(Locale.ROOT);
		var selections = operation.getSelectionSet().getSelections();
		this.field = (selections.size() == 1 && selections.getFirst() instanceof Field only) ? only.getName() : SEVERAL;
	}

	/** The caller's tenant; null while there is none. */
	@Nullable TenantId tenant() {
		return this.tenant;
	}

	String type() {
		return this.type;
	}

	String field() {
		return this.field;
	}

	/** The name of the operation in its registered document; null if it has none. */
	@Nullable String registered() {
		return this.registered;
	}

}
