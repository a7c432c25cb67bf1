/** Entry points: {@link dev.atelier.Main} decides between the window and a command. */
@NullMarked
package dev.atelier;

import org.jspecify.annotations.NullMarked;
