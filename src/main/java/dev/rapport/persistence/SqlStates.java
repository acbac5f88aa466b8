package dev.rapport.persistence;

import java.util.Set;

import io.r2dbc.postgresql.api.PostgresqlException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

import dev.rapport.kernel.ApiCode;
import dev.rapport.kernel.ErrorCode;
import dev.rapport.kernel.Problem;

/**
 * All knowledge of PostgreSQL's
 * <a href="https://www.postgresql.org/docs/18/errcodes-appendix.html">error codes</a>.
 * What a caller can mend becomes a {@link Problem}; anything else stays a fault and is
 * reported without detail.
 */
final class SqlStates {

	private static final Logger LOGGER = LoggerFactory.getLogger(SqlStates.class);

	/** What the server refuses to commit because of others. */
	private static final Set<String> CONTENTION = Set.of("40001", "40P01", "55P03");

	private SqlStates() {
	}

	static RuntimeException translate(R2dbcException failure) {
		String state = (failure.getSqlState() == null) ? "" : failure.getSqlState();
		return switch (state) {
			case "23505" -> new Problem.Duplicate("input", null, "duplicate." + constraint(failure));
			case "23503" -> new Problem.Violation(ErrorCode.NOT_FOUND, "input", "reference." + constraint(failure));
			case "23514" -> new Problem.Violation(ErrorCode.OUT_OF_RANGE, "input", "check." + constraint(failure));
			case "22003", "22007", "22008" -> new Problem.Refused(ApiCode.BAD_USER_INPUT, "value.range");
			case "22021", "22P05" -> new Problem.Refused(ApiCode.BAD_USER_INPUT, "characters");
			case "40001", "40P01", "55P03" -> unavailable("contention");
			case "57014" -> new Problem.Refused(ApiCode.TIMEOUT, "timeout");
			case "53300", "57P01", "57P02", "57P03" -> unavailable(failure);
			case "P0004" -> new IllegalStateException(failure.getMessage(), failure);
			default -> isResource(failure) ? unavailable(failure) : failure;
		};
	}

	/**
	 * A commit that failed. Where the server did not say so itself, nobody knows whether
	 * it happened, and no answer may claim to.
	 */
	static RuntimeException translateCommit(R2dbcException failure) {
		RuntimeException translated = translate(failure);
		boolean open = translated instanceof Problem.Refused refused && refused.code() == ApiCode.SERVICE_UNAVAILABLE
				&& !CONTENTION.contains(String.valueOf(failure.getSqlState()));
		return open ? new Problem.Refused(ApiCode.INTERNAL_ERROR, "commit") : translated;
	}

	/** Callers learn only that it is so, so the reason goes to the log. */
	private static Problem unavailable(R2dbcException failure) {
		LOGGER.warn("The database is unavailable: {} ({})", failure.getMessage(),
				NestedExceptionUtils.getMostSpecificCause(failure).toString());
		return unavailable("unavailable");
	}

	private static Problem unavailable(String messageKey) {
		return new Problem.Refused(ApiCode.SERVICE_UNAVAILABLE, messageKey);
	}

	private static boolean isResource(R2dbcException failure) {
		return failure instanceof R2dbcNonTransientResourceException
				|| failure instanceof R2dbcTransientResourceException || failure instanceof R2dbcTimeoutException;
	}

	private static String constraint(R2dbcException failure) {
		return (failure instanceof PostgresqlException postgres)
				? postgres.getErrorDetails().getConstraintName().orElse("unknown") : "unknown";
	}

}
