/** The Model room. */
@NullMarked
package dev.atelier.view.model;

import org.jspecify.annotations.NullMarked;
