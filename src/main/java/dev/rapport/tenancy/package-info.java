/**
 * Floor 1a: on whose behalf something happens. Every row, event and answer belongs to one
 * tenant; {@link Actors} is the one reader of the Reactor context, and a missing actor is
 * an error, never a default tenant.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "kernel")
package dev.rapport.tenancy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
