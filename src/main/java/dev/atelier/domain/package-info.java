/** Records, enums and sealed types every other package speaks in. Depends on nothing of ours. */
@NullMarked
package dev.atelier.domain;

import org.jspecify.annotations.NullMarked;
