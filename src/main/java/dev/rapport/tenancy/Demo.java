package dev.rapport.tenancy;

import java.util.List;

/**
 * The tenant that a fresh installation can be tried with, and who may sign in to it.
 * There is a bean of this type only where demo data exists.
 *
 * @param tenantKey the key of the tenant, as tokens name it
 * @param users its users, the one with the most rights first
 */
public record Demo(String tenantKey, List<User> users) {

	/** The issuer that a demo tenant trusts: the one built in for development. */
	public static final String ISSUER = "urn:rapport:development";

	public Demo {
		users = List.copyOf(users);
	}

	/**
	 * Somebody to sign in as.
	 *
	 * @param subject the subject at the issuer
	 * @param name the name a person reads
	 * @param role what the user is there, in a word or two
	 */
	public record User(String subject, String name, String role) {
	}

}
