/**
 * Floor 5: what was done with customers and what is to be done: tasks, calls, e-mails,
 * meetings, visits and notes, related to records of any room below. Invariants: what is
 * completed has a time at which it happened, nothing else has; an activity concerns the
 * customers of all the records that it is related to; a note is never changed.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "kernel", "tenancy", "persistence", "events", "member", "customer" })
package dev.rapport.activity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
