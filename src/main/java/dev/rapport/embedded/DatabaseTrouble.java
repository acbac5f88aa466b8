package dev.rapport.embedded;

import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

/**
 * Why a database cannot be used, in a sentence. It names host, port and role, and never a
 * password.
 *
 * @param property the property that holds the URL
 * @param url the URL; may hold secrets, which are not shown
 * @param user the role; null if none is configured
 */
record DatabaseTrouble(String property, String url, @Nullable String user) {

	/** Whether the server was not reached, or let nobody in. */
	static boolean isAccess(SQLException problem) {
		String state = (problem.getSQLState() != null) ? problem.getSQLState() : "";
		return state.startsWith("08") || state.startsWith("28") || state.equals("3D000");
	}

	String sentence(SQLException problem) {
		String state = (problem.getSQLState() != null) ? problem.getSQLState() : "";
		return switch (state) {
			case "08001", "08004", "08006" -> "No PostgreSQL answers at %s.".formatted(place());
			case "28P01", "28000" ->
				"PostgreSQL at %s refuses the role \"%s\": wrong password, no such role, or not allowed from here."
					.formatted(place(), this.user);
			case "3D000" -> "There is no such database at %s.".formatted(place() + "/" + database());
			default -> "PostgreSQL at %s cannot be used (SQLSTATE %s).".formatted(place(), state);
		};
	}

	String action() {
		return "Check %s and the role and password beside it.".formatted(this.property);
	}

	private String place() {
		return DatabaseAddress.in(this.url).map(DatabaseAddress::place).orElse("the configured address");
	}

	private String database() {
		return DatabaseAddress.in(this.url).map(DatabaseAddress::database).orElse("");
	}

}
