/**
 * Floor 1b: how rooms reach PostgreSQL. Every statement runs in a transaction that is
 * bound to the caller's tenant (row-level security is the second wall behind the explicit
 * {@code tenant_id = $1}), is never cancelled half way, and is bounded by the statement
 * timeout of its connection. Lists are paged by keyset, never by offset.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "kernel", "tenancy" })
package dev.rapport.persistence;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
