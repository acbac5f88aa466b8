/**
 * Floor 4: what customers ask of us, from the first question to the answer that closes
 * it. Invariants: a ticket moves only along {@link dev.rapport.ticket.TicketStatus}, and
 * each step is kept with its time, actor and reason; closed tickets and spam never change
 * again; a comment is never changed; a ticket is no duplicate of itself or of a
 * duplicate, and what others are duplicates of is none.
 */
@NullMarked
@ApplicationModule(
		allowedDependencies = { "kernel", "tenancy", "persistence", "events", "member", "customer", "contact" })
package dev.rapport.ticket;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
