/**
 * Floor 2: the people of a tenant, their teams and roles, and the programs of partners.
 * Knows who a verified token or an API key stands for. Invariants: teams form a tree; a
 * member belongs to at most one team; an archived team has neither members nor live teams
 * below it; an e-mail address and a subject at the issuer belong to at most one member of
 * a tenant; nobody deactivates oneself. Nobody makes, gives or takes a role that allows
 * more than they may do themselves, nor gets a key that does. A program is a member that
 * no token leads to; of its keys only hashes are kept, and they end within a year.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "kernel", "tenancy", "persistence", "events" })
package dev.rapport.member;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
