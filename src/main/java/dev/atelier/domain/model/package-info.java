/** What a model folder's config.json says: the shape of a model, its tensors and which of them are matrices an adapter can stand beside. Arithmetic alone. */
@NullMarked
package dev.atelier.domain.model;

import org.jspecify.annotations.NullMarked;
