/**
 * The fault programme: clients write and follow while processes, connections and the
 * database are killed under them, keep a history of what they did and saw, and a checker
 * holds that history against the log at the end. The checker is itself checked by bugs
 * that it has to find.
 */
@NullMarked
package dev.rapport.faults;

import org.jspecify.annotations.NullMarked;
