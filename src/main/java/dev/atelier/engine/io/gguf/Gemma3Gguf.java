package dev.atelier.engine.io.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/** Gemma 3, and of a model with pictures its text decoder: Gemma 2 with norms on queries and keys for caps, five layers of six with a window and a rotary base of their own. */
final class Gemma3Gguf extends GemmaGguf {
    private static final Pattern TEXT = Pattern.compile("(model\\.)?language_model\\.(?=model\\.|lm_head\\.)|(?<=^model\\.)language_model\\.");
    private static final Pattern PICTURES = Pattern.compile("(model\\.)?(vision_tower|multi_modal_projector)\\..*");
    private static final IntPredicate FIVE_OF_SIX = GgufWindow.period(6);
    private static final int WINDOW = 4096;
    private static final int LAYERS_27B = 62;
    /** The class's own values of keys that published files leave out. */
    private static final Map<String, Integer> DEFAULTS = Map.of("vocab_size", 262208, "num_attention_heads", 8, "num_key_value_heads", 4, "head_dim", 256, "max_position_embeddings",
            131072, "rope_theta", 1_000_000);

    Gemma3Gguf() {
        super("gemma3", "Gemma3ForCausalLM", plus(Gemma2Gguf.FOUR_NORMS, Map.of("self_attn.q_norm", "attn_q_norm", "self_attn.k_norm", "attn_k_norm")));
    }

    @Override
    public Set<String> modelTypes() {
        return Set.of("gemma3_text", "gemma3");
    }

    @Override
    String modelType() {
        return "gemma3_text";
    }

    @Override
    public JsonNode settings(JsonNode config) {
        var settings = Json.MAPPER.createObjectNode();
        DEFAULTS.forEach(settings::put);
        config.properties().forEach(entry -> settings.set(entry.getKey(), entry.getValue()));
        config.path("text_config").properties().forEach(entry -> settings.set(entry.getKey(), entry.getValue()));
        return settings;
    }

    @Override
    Set<String> ropeTypes() {
        return Set.of("default", "linear");
    }

    @Override
    void describe(JsonNode config, GgufKeys keys) {
        if (config.hasNonNull("attn_logit_softcapping") || config.path("attention_bias").asBoolean()) {
            throw UserError.of("GGUF: wanted a gemma3 without attn_logit_softcapping and attention_bias", "one of them", "export to safetensors instead");
        }
        if (config.hasNonNull("final_logit_softcapping")) {
            keys.real("final_logit_softcapping", config.path("final_logit_softcapping").asDouble());
        }
        var newer = config.path("rope_parameters").path("sliding_attention").path("rope_theta");
        keys.real("rope.freq_base_swa", newer.asDouble(config.path("rope_local_base_freq").asDouble(10000)));
        var pattern = config.path("sliding_window_pattern").asInt(config.path("_sliding_window_pattern").asInt(6));
        GgufWindow.of(config, config.path("sliding_window").asInt(WINDOW), GgufWindow.period(Math.max(1, pattern))).describe(keys, FIVE_OF_SIX);
        Gemma2Gguf.describeScale(config, keys, LAYERS_27B);
    }

    @Override
    void read(GgufFacts facts, ObjectNode config) {
        super.read(facts, config);
        config.putNull("attn_logit_softcapping").putNull("final_logit_softcapping");
        facts.real("final_logit_softcapping").filter(cap -> cap != 0).ifPresent(cap -> config.put("final_logit_softcapping", cap));
        config.put("rope_local_base_freq", facts.real("rope.freq_base_swa").orElse(10000.0));
        int size = GgufWindow.size(facts, 0);
        GgufWindow.read(facts, size == 0 ? WINDOW : size, size == 0 ? layer -> false : FIVE_OF_SIX).write(config);
        Gemma2Gguf.readScale(facts, config, LAYERS_27B);
    }

    @Override
    void shapes(Sizes s, JsonNode config, ModelShapes shapes) {
        super.shapes(s, config, shapes);
        shapes.block("post_attention_norm.weight", s.hidden()).block("post_ffw_norm.weight", s.hidden()).block("attn_q_norm.weight", s.headDim())
                .block("attn_k_norm.weight", s.headDim());
    }

    @Override
    public List<String> warnings(JsonNode config) {
        var warnings = new ArrayList<>(Gemma2Gguf.scaleWarnings(config, LAYERS_27B, super.warnings(config)));
        if (config.has("vision_config")) {
            warnings.add("the file holds the text decoder alone: pictures are left out");
        }
        return warnings;
    }

    @Override
    public Optional<String> ggufName(String name, JsonNode config) {
        return PICTURES.matcher(name).matches() ? Optional.empty() : super.ggufName(TEXT.matcher(name).replaceFirst(""), config);
    }
}
