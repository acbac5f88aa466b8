/**
 * Outer wall: what an operator sees of the service. Health, figures and traces, on a port
 * of their own. Invariants: nothing here names a person, a tenant's data or a statement's
 * parameters; watching never holds up what is watched, and fails without a consequence.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "kernel", "tenancy", "persistence", "events" })
package dev.rapport.watch;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
