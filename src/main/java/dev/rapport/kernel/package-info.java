/**
 * Floor 0: the words every room speaks. JDK and JSpecify only; no Reactor, no Spring, no
 * SQL. Everything here is an immutable value or a pure function.
 */
@NullMarked
package dev.rapport.kernel;

import org.jspecify.annotations.NullMarked;
