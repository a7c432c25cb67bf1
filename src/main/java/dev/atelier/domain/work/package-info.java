/** What the window asks of its worker child, and what it hears back: one line of JSON each, over standard input and output. */
@NullMarked
package dev.atelier.domain.work;

import org.jspecify.annotations.NullMarked;
