/**
 * Floor 8: one question to all records that people look for by a word. Invariants: finds
 * nothing of another tenant and nothing archived; the same question to the same data has
 * the same answer, in the same order.
 */
@NullMarked
@ApplicationModule(
		allowedDependencies = { "kernel", "tenancy", "persistence", "customer", "contact", "opportunity", "ticket" })
package dev.rapport.search;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
