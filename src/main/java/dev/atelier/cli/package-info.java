/** The command line: one small file per verb, over handlers that the window calls too. */
@NullMarked
package dev.atelier.cli;

import org.jspecify.annotations.NullMarked;
