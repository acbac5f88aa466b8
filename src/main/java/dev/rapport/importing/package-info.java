/**
 * Floor 8: brings data in from outside. Today that is the demo tenant: a real data set,
 * cleaned, told through the same doors, rules and events as any client's changes, dated
 * as it happened, and reported line by line.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "kernel", "tenancy", "persistence", "events", "member", "customer",
		"catalog", "contact", "pipeline", "opportunity", "ticket", "activity" })
package dev.rapport.importing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
