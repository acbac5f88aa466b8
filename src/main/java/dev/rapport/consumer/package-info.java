/**
 * Floor 8: the event log for those who work through it, page by page or as consumer
 * groups whose place the service keeps. Invariants: a group's place never goes back but
 * by a reset; it is never beyond the end of the log; a group has one consumer at a time,
 * and the newest one wins.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "kernel", "tenancy", "persistence", "events", "member" })
package dev.rapport.consumer;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
