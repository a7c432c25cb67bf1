/** A run folder's making: the snapshot of everything a run depends on. */
@NullMarked
package dev.atelier.engine.run;

import org.jspecify.annotations.NullMarked;
