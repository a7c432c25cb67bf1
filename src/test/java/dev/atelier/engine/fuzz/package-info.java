/** Files of every kind a user may bring, mutated and opened: each must open or be refused by one line, soon and with little memory. */
@NullMarked
package dev.atelier.engine.fuzz;

import org.jspecify.annotations.NullMarked;
