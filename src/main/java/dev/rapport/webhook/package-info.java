/**
 * Floor 8: tells programs elsewhere of events, over HTTP. Invariants: an event that was
 * wanted is sent until it was taken or has become a dead letter, never forgotten; the
 * events of one record are sent in their order; what is sent is what the subscription's
 * owner may see at that moment; nothing is ever sent to an address inside; secrets are
 * kept encrypted and shown once.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "kernel", "tenancy", "persistence", "events", "member" })
package dev.rapport.webhook;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
