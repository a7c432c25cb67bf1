/** The main job played as a tour in the real window. */
@NullMarked
package dev.atelier.view.demo;

import org.jspecify.annotations.NullMarked;
