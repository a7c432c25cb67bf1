/** The worker: a child process of the window that answers its questions, so that whatever happens to a model does not happen to the window. */
@NullMarked
package dev.atelier.engine.worker;

import org.jspecify.annotations.NullMarked;
