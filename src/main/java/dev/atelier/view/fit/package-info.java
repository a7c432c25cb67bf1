/** What the calculator proposes, said in words: the cheapest change that makes a run fit, how far settings can go, which cards hold it. */
@NullMarked
package dev.atelier.view.fit;

import org.jspecify.annotations.NullMarked;
