/**
 * Outer wall: makes a fresh machine enough. Where no database is configured, it starts
 * one of its own and keeps its files; where no issuer is configured beside that database,
 * it signs tokens itself. Where something real is configured, it only checks: a start
 * either works or ends with one clear sentence.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "tenancy")
package dev.rapport.embedded;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
