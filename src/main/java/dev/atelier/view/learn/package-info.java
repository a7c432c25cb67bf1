/** Learn: numbers to play with. */
@NullMarked
package dev.atelier.view.learn;

import org.jspecify.annotations.NullMarked;
