/** The Chat room. */
@NullMarked
package dev.atelier.view.chat;

import org.jspecify.annotations.NullMarked;
