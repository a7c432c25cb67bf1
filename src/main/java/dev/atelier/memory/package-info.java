/** What a run needs in memory, by arithmetic alone. */
@NullMarked
package dev.atelier.memory;

import org.jspecify.annotations.NullMarked;
