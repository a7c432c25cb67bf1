/** The Adapter room. */
@NullMarked
package dev.atelier.view.adapter;

import org.jspecify.annotations.NullMarked;
