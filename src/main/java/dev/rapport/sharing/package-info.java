/**
 * Floor 8: who else is let into records, who takes them over, and why somebody sees them
 * or doesn't. Invariants: a record is shared with a member or team at most once, and only
 * by who may change it; a record has at most {@value dev.rapport.kernel.Checks#ITEMS}
 * shares; what an explanation says agrees with what the rows' rules do.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "kernel", "tenancy", "persistence", "events", "member" })
package dev.rapport.sharing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
