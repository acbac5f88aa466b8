/**
 * Floor 2: the people of a tenant and their teams. Knows who a verified token stands for.
 * Invariants: teams form a tree; a member belongs to at most one team; an archived team
 * has neither members nor live teams below it; an e-mail address and a subject at the
 * issuer belong to at most one member of a tenant; nobody deactivates oneself.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "kernel", "tenancy", "persistence", "events" })
package dev.rapport.member;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
