/**
 * Outer wall: plugs the rooms into Spring for GraphQL. Scalars, type resolution, error
 * shape, the caller in the Reactor context, idempotency and dry runs; whatever is the
 * same for every field is wired here once, by the conventions of the schema.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "kernel", "tenancy", "persistence", "events" })
package dev.rapport.graphql;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
