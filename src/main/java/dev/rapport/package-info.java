/** The roof of the house: the main class, nothing else. */
@NullMarked
package dev.rapport;

import org.jspecify.annotations.NullMarked;
