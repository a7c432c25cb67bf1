/** What the starter model and the samples are made from: a text generator, a tokenizer trainer and three sample projects, all reproducible by seed. */
@NullMarked
package dev.atelier.starter;

import org.jspecify.annotations.NullMarked;
