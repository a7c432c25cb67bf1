package dev.atelier.domain.model;

import java.util.List;

/** A kind of model: how its config.json is read and what its tensors are called. */
interface Architecture {
    /** The shape, or a {@link dev.atelier.domain.UserError} for what this architecture does not have. */
    ModelConfig config(Keys keys);

    /** Every tensor of such a model, in the order they are used. */
    List<TensorSpec> tensors(ModelConfig config);
}
