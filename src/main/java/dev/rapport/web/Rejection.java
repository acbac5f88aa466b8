package dev.rapport.web;

import dev.rapport.kernel.ApiCode;

/**
 * The transport turns a request down; nothing was executed. Carries no stack trace: it is
 * an answer, not a fault.
 */
final class Rejection extends RuntimeException {

	private final int status;

	private final ApiCode code;

	private final Object[] arguments;

	Rejection(ApiCode code, String messageKey, Object... arguments) {
		this(code.status(), code, messageKey, arguments);
	}

	Rejection(int status, ApiCode code, String messageKey, Object... arguments) {
		super(messageKey, null, false, false);
		this.status = status;
		this.code = code;
		this.arguments = arguments;
	}

	static Rejection badRequest(String messageKey, Object... arguments) {
		return new Rejection(ApiCode.BAD_REQUEST, messageKey, arguments);
	}

	/** The HTTP status, which may be finer than that of the code. */
	int status() {
		return this.status;
	}

	ApiCode code() {
		return this.code;
	}

	String messageKey() {
		return String.valueOf(getMessage());
	}

	Object[] arguments() {
		return this.arguments.clone();
	}

}
