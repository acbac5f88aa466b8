/**
 * Floor 3: what the tenant sells. Invariants: a stock keeping unit belongs to one product
 * of a tenant; a product is never deleted, so that what was sold keeps its name; a list
 * price is not negative.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "kernel", "tenancy", "persistence", "events", "member" })
package dev.rapport.catalog;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
