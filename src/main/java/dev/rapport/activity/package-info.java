/**
 * Floor 5: what was done with customers and what is to be done: tasks, calls, e-mails,
 * meetings, visits and notes, related to records of any room below. Invariants: what is
 * completed has a time at which it happened, nothing else has; an activity concerns the
 * customers that the records which it is related to had when it was last written, and
 * stays on their timelines when a record moves to another customer; a note is never
 * changed.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "kernel", "tenancy", "persistence", "events", "member", "customer",
		"contact", "opportunity", "ticket" })
package dev.rapport.activity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
