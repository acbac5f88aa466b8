/**
 * Floor 3: whom we do business with, organisations and persons, as a hierarchy.
 * Invariants: a hierarchy has no circle; a number, and an external id per system, belongs
 * to one customer of a tenant; an archived customer can only be restored.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "kernel", "tenancy", "persistence", "events", "member", "territory" })
package dev.rapport.customer;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
