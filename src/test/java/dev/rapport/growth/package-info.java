/**
 * How the service's work grows with its data and its clients, and the memory that it
 * takes meanwhile; measured from outside, on a process of its own.
 */
@NullMarked
package dev.rapport.growth;

import org.jspecify.annotations.NullMarked;
