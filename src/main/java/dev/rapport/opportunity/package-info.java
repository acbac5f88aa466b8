/**
 * Floor 4: deals on their way to an order. Invariants: an opportunity stands in exactly
 * one stage of its pipeline; it is won only with an amount and lost only with a reason; a
 * closed one moves again only after it was reopened; its stage history has no gap.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "kernel", "tenancy", "persistence", "events", "member", "customer",
		"catalog", "contact", "pipeline" })
package dev.rapport.opportunity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
