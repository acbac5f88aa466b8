/**
 * Floor 2b: who looks after the customers where. Invariants: a territory is one or more
 * areas, each a country, a region of one or the beginning of its postal codes; whoever
 * has it reaches by the rule {@code TERRITORY} the customers whose first address lies in
 * one of them, and what belongs to these. Territories may overlap, and members may share
 * them; an archived one lets nobody in.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "kernel", "tenancy", "persistence", "events", "member" })
package dev.rapport.territory;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
