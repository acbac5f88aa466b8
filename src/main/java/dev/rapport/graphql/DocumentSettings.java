package dev.rapport.graphql;

import java.util.Set;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which documents are served.
 *
 * @param introspection whether callers may ask for the schema
 * @param trustedClients client programs that may send registered documents only;
 * {@code *} stands for all
 */
@ConfigurationProperties("rapport.graphql")
record DocumentSettings(@DefaultValue("true") boolean introspection, @DefaultValue Set<String> trustedClients) {

	/** Whether a client may send registered documents only. */
	boolean restricts(String client) {
		return this.trustedClients.contains(client) || this.trustedClients.contains("*");
	}

}
