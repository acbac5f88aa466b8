/**
 * Several instances of the application on one database, as processes of their own, and
 * the network between them and their clients with its faults.
 */
@NullMarked
package dev.rapport.instances;

import org.jspecify.annotations.NullMarked;
