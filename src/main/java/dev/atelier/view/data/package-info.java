/** The Data room. */
@NullMarked
package dev.atelier.view.data;

import org.jspecify.annotations.NullMarked;
