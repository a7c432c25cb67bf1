/** Engine processes: starting, watching and ending them, from both sides. */
@NullMarked
package dev.atelier.job;

import org.jspecify.annotations.NullMarked;
