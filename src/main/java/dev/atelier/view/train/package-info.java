/** The Train room. */
@NullMarked
package dev.atelier.view.train;

import org.jspecify.annotations.NullMarked;
