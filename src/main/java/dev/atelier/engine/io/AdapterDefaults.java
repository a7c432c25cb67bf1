package dev.atelier.engine.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import java.util.TreeMap;

/** The keys PEFT 0.20 writes into adapter_config.json with the values they have for a plain causal LoRA, and the way Python lays them out. */
final class AdapterDefaults {
    private static final String KEYS = """
            {"alora_invocation_tokens": null, "alpha_pattern": {}, "arrow_config": null, "auto_mapping": null, "base_model_name_or_path": null,
             "bias": "none", "corda_config": null, "ensure_weight_tying": false, "eva_config": null, "exclude_modules": null, "fan_in_fan_out": false,
             "inference_mode": true, "init_lora_weights": true, "layer_replication": null, "layers_pattern": null, "layers_to_transform": null,
             "loftq_config": {}, "lora_alpha": 8, "lora_bias": false, "lora_dropout": 0.0, "megatron_config": null, "megatron_core": "megatron.core",
             "modules_to_save": null, "peft_type": "LORA", "peft_version": "0.20.1", "qalora_group_size": 16, "r": 8, "rank_pattern": {},
             "revision": null, "target_modules": null, "target_parameters": null, "task_type": "CAUSAL_LM", "trainable_token_indices": null,
             "use_dora": false, "use_qalora": false, "use_rslora": false}
            """;

    private AdapterDefaults() {}

    static ObjectNode of() {
        return (ObjectNode) Json.parse(KEYS, "adapter defaults");
    }

    /** json.dumps(value, indent=2, sort_keys=True). */
    static String pythonStyle(ObjectNode value) {
        var sorted = Json.MAPPER.createObjectNode();
        var keys = new TreeMap<String, JsonNode>();
        value.properties().forEach(e -> keys.put(e.getKey(), e.getValue()));
        keys.forEach((key, node) -> sorted.set(key, node instanceof ObjectNode ? sortedCopy(node) : node));
        var indent = new DefaultIndenter("  ", "\n");
        var printer = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                        .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                        .withObjectEmptySeparator("")
                        .withArrayEmptySeparator(""))
                .withObjectIndenter(indent)
                .withArrayIndenter(indent);
        try {
            return Json.MAPPER.writer(printer).writeValueAsString(sorted);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode sortedCopy(JsonNode node) {
        var keys = new TreeMap<String, JsonNode>();
        node.properties().forEach(e -> keys.put(e.getKey(), e.getValue()));
        var sorted = Json.MAPPER.createObjectNode();
        keys.forEach((key, child) -> sorted.set(key, child instanceof ObjectNode ? sortedCopy(child) : child));
        return sorted;
    }
}
