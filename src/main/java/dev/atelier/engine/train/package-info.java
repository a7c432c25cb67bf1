/** The training loop and what it is made of: passes over packed batches, gradients, optimizer, schedules, checkpoints. */
@NullMarked
package dev.atelier.engine.train;

import org.jspecify.annotations.NullMarked;
