@NullMarked
package dev.rapport.embedded;

import org.jspecify.annotations.NullMarked;
