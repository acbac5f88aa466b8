@NullMarked
package dev.rapport.catalog;

import org.jspecify.annotations.NullMarked;
