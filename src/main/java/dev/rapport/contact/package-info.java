/**
 * Floor 3, beside the lists of customers that it extends: the people we talk to, and the
 * customers that each of them speaks or spoke for. Invariants: a number belongs to one
 * contact of a tenant; at most one link of a contact is primary; two links to the same
 * customer never overlap in time, and an ended link stays as history; an archived contact
 * can only be restored.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "kernel", "tenancy", "persistence", "events", "member", "customer" })
package dev.rapport.contact;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
