/** What the window draws itself: curves, memory, the transformer block. Knows no room, no store, no engine. */
@NullMarked
package dev.atelier.view.chart;

import org.jspecify.annotations.NullMarked;
