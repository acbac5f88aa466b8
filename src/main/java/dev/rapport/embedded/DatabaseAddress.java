package dev.rapport.embedded;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a database is, without anything secret.
 *
 * @param place host and port, as configured
 * @param database the name of the database; may be empty
 */
record DatabaseAddress(String place, String database) {

	private static final Pattern URL = Pattern
		.compile("(?:jdbc|r2dbcs?)(?::pool|:proxy)*:postgres(?:ql)?://(?:[^@/?]*@)?(?<place>[^/?]+)/?(?<name>[^?]*).*");

	/**
	 * The address in a JDBC or R2DBC URL of PostgreSQL; empty for forms not known here,
	 * fail-over among them.
	 */
	static Optional<DatabaseAddress> in(String url) {
		Matcher matcher = URL.matcher(url);
		return matcher.matches()
				? Optional.of(new DatabaseAddress(withPort(matcher.group("place")), matcher.group("name")))
				: Optional.empty();
	}

	private static String withPort(String place) {
		return place.matches(".*:\\d+") ? place : place + ":5432";
	}

	String jdbcUrl() {
		return "jdbc:postgresql://" + this.place + "/" + this.database;
	}

}
