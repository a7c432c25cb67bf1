package dev.atelier.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** A kind of decoder: how its config.json is read and what its blocks compute. */
interface Architecture {
    /** The shape, or a {@link dev.atelier.domain.UserError} for what this architecture does not have. */
    ModelConfig config(JsonNode json);

    /** @param adapters by module name below the block, such as {@code self_attn.q_proj} */
    Block block(LayerWeights weights, Map<String, Adapted> adapters);
}
