/** Devices, precision and kernels: the only door to DJL and libtorch; {@code ai.djl} is imported only from here down. */
@NullMarked
package dev.atelier.engine;

import org.jspecify.annotations.NullMarked;
