package dev.rapport.kernel;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What can go wrong by the caller's doing. Domain problems ({@link Violation},
 * {@link Conflict}, {@link NotFound}, {@link Forbidden}, {@link Transition},
 * {@link Duplicate}) become user errors in a mutation's payload; a {@link Refused}
 * becomes a top-level error. Nothing is changed when a problem is raised. The message
 * text comes from the message bundle in the caller's language, under the key of the
 * problem; the exception's own message is for logs only. Problems carry no stack trace:
 * they are answers, not faults.
 */
public abstract sealed class Problem extends RuntimeException {

	private final String messageKey;

	private final Object[] arguments;

	private Problem(String messageKey, Object... arguments) {
		super(messageKey, null, false, false);
		this.messageKey = messageKey;
		this.arguments = arguments;
	}

	/** The key of the text in the message bundle, without its prefix. */
	public String messageKey() {
		return this.messageKey;
	}

	/** What the text's placeholders stand for. */
	public Object[] arguments() {
		return this.arguments.clone();
	}

	/** A problem that belongs into a mutation's payload. */
	public abstract static sealed class User extends Problem {

		private final ErrorCode code;

		private final List<String> path;

		private User(ErrorCode code, List<String> path, String messageKey, Object... arguments) {
			super(messageKey, arguments);
			this.code = code;
			this.path = List.copyOf(path);
		}

		public ErrorCode code() {
			return this.code;
		}

		/** Where in the input the fault lies, outermost first; empty for the whole. */
		public List<String> path() {
			return this.path;
		}

	}

	/** A value breaks a rule. */
	public static final class Violation extends User {

		public Violation(ErrorCode code, String path, String messageKey, Object... arguments) {
			super(code, List.of(path.split("\\.")), messageKey, arguments);
		}

		/** The rule that was broken, as a stable name. */
		public String constraint() {
			return messageKey();
		}

	}

	/** Somebody else was faster. */
	public static final class Conflict extends User {

		private final Object current;

		public Conflict(Object current) {
			super(ErrorCode.VERSION_CONFLICT, List.of("input", "version"), "conflict");
			this.current = current;
		}

		/** The node as it is now. */
		public Object current() {
			return this.current;
		}

	}

	/** There is no such node for this caller. */
	public static final class NotFound extends User {

		public NotFound(String path, NodeId id) {
			super(ErrorCode.NOT_FOUND, List.of(path.split("\\.")), "notFound", id);
		}

	}

	/** The caller may not do this. */
	public static final class Forbidden extends User {

		public Forbidden(String messageKey, Object... arguments) {
			this(List.of(), messageKey, arguments);
		}

		private Forbidden(List<String> path, String messageKey, Object... arguments) {
			super(ErrorCode.FORBIDDEN, path, messageKey, arguments);
		}

		/** The caller may not send what stands at this place of the input. */
		public static Forbidden at(String path, String messageKey, Object... arguments) {
			return new Forbidden(List.of(path.split("\\.")), messageKey, arguments);
		}

	}

	/** The state machine does not allow this step. */
	public static final class Transition extends User {

		private final String from;

		private final List<String> allowed;

		public Transition(String from, String to, List<String> allowed) {
			super(ErrorCode.TRANSITION_REFUSED, List.of(), "transition", from, to, String.join(", ", allowed));
			this.from = from;
			this.allowed = List.copyOf(allowed);
		}

		/** The state that the node is in. */
		public String from() {
			return this.from;
		}

		/** The states that it could go to from there. */
		public List<String> allowed() {
			return this.allowed;
		}

	}

	/** Another node has the same unique value. */
	public static final class Duplicate extends User {

		private final @Nullable Object existing;

		public Duplicate(String path, @Nullable Object existing, String messageKey, Object... arguments) {
			super(ErrorCode.DUPLICATE, List.of(path.split("\\.")), messageKey, arguments);
			this.existing = existing;
		}

		/** The node that has it, where it may be shown. */
		public @Nullable Object existing() {
			return this.existing;
		}

	}

	/** The request itself is refused: a top-level error. */
	public static final class Refused extends Problem {

		private final ApiCode code;

		private final boolean retryable;

		public Refused(ApiCode code, String messageKey, Object... arguments) {
			this(code, code.retryable(), messageKey, arguments);
		}

		private Refused(ApiCode code, boolean retryable, String messageKey, Object... arguments) {
			super(messageKey, arguments);
			this.code = code;
			this.retryable = retryable;
		}

		/**
		 * Refused at this moment: the same request may succeed later, whatever the code.
		 */
		public static Refused forNow(ApiCode code, String messageKey, Object... arguments) {
			return new Refused(code, true, messageKey, arguments);
		}

		public ApiCode code() {
			return this.code;
		}

		/** Whether the same request may succeed later without a change. */
		public boolean retryable() {
			return this.retryable;
		}

	}

}
