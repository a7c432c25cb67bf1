/** The settings of a run as fields of the window. */
@NullMarked
package dev.atelier.view.setting;

import org.jspecify.annotations.NullMarked;
