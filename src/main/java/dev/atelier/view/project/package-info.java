/** The open project as every room sees it: model, settings, memory, runs. No controls. */
@NullMarked
package dev.atelier.view.project;

import org.jspecify.annotations.NullMarked;
