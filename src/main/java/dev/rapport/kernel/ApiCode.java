package dev.rapport.kernel;

/**
 * The published codes of top-level errors, {@code extensions.code} of the GraphQL
 * contract. A request that earns one of these had no effect, unless the code is
 * {@link #TIMEOUT} or {@link #INTERNAL_ERROR}, where an idempotency key tells.
 */
public enum ApiCode {

	UNAUTHENTICATED(401, false), FORBIDDEN(403, false), BAD_REQUEST(400, false), GRAPHQL_PARSE_FAILED(400, false),
	GRAPHQL_VALIDATION_FAILED(400, false), BAD_USER_INPUT(200, false), INVALID_CURSOR(200, false),
	PAGE_SIZE_EXCEEDED(200, false), QUERY_TOO_DEEP(400, false), QUERY_TOO_COMPLEX(400, false), RATE_LIMITED(429, true),
	PERSISTED_QUERY_NOT_FOUND(200, true), TIMEOUT(200, true), PAYLOAD_TOO_LARGE(413, false), CURSOR_EXPIRED(200, false),
	CURSOR_EPOCH_CHANGED(200, false), CONSUMER_REPLACED(200, false), IDEMPOTENCY_KEY_REUSED(409, false),
	SERVICE_UNAVAILABLE(503, true), INTERNAL_ERROR(200, false);

	private final int status;

	private final boolean retryable;

	ApiCode(int status, boolean retryable) {
		this.status = status;
		this.retryable = retryable;
	}

	/** The HTTP status of a request that fails with this code before it is executed. */
	public int status() {
		return this.status;
	}

	/** Whether the same request may succeed later without a change. */
	public boolean retryable() {
		return this.retryable;
	}

}
