package dev.rapport.embedded;

import java.util.List;

import dev.rapport.tenancy.Demo;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Tokens to sign in with as the users of the demo tenants; none where there is no demo.
 */
final class DemoTokens {

	private final DevelopmentIssuer issuer;

	private final ObjectProvider<Demo> demos;

	DemoTokens(DevelopmentIssuer issuer, ObjectProvider<Demo> demos) {
		this.issuer = issuer;
		this.demos = demos;
	}

	/** A new token for every user, in the order of the demo. */
	List<Labelled> all() {
		return this.demos.orderedStream()
			.flatMap((demo) -> demo.users().stream().map((user) -> labelled(demo, user)))
			.toList();
	}

	private Labelled labelled(Demo demo, Demo.User user) {
		return new Labelled("%s (%s)".formatted(user.name(), user.role()),
				this.issuer.token(demo.tenantKey(), user.subject(), user.name()));
	}

	/**
	 * A token and whose it is.
	 *
	 * @param label name and role, for people to read
	 * @param token the token in its compact form
	 */
	record Labelled(String label, String token) {
	}

}
