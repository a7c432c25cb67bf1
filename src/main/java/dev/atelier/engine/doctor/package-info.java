/** What this machine has for training, and what to do about what it lacks. */
@NullMarked
package dev.atelier.engine.doctor;

import org.jspecify.annotations.NullMarked;
