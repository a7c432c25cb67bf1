/** What a project keeps: SQLite, one store per kind of thing, and the program's own preferences. */
@NullMarked
package dev.atelier.store;

import org.jspecify.annotations.NullMarked;
