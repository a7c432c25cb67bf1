/** What is around the rooms: rail, bottom bar, help, palette, notices. */
@NullMarked
package dev.atelier.view.frame;

import org.jspecify.annotations.NullMarked;
