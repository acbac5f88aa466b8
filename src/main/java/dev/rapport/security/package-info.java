/**
 * Outer wall: who is calling. Verifies bearer tokens and turns them into an
 * {@link dev.rapport.tenancy.Actor}; a token of one tenant's issuer never opens another
 * tenant.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "kernel", "tenancy" })
package dev.rapport.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
