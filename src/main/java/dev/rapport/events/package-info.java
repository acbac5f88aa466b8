/**
 * Floor 1c: the durable event log and the live stream that is read from it. An event is
 * appended by the last statement of the transaction that makes the change, so both commit
 * or neither does; positions are dense per tenant, so loss can be seen by counting.
 * Subscribers pull from the log by cursor; in-memory signals only wake them.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "kernel", "tenancy", "persistence" })
package dev.rapport.events;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
