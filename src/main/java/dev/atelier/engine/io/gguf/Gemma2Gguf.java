package dev.atelier.engine.io.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** Gemma 2: Gemma with four norms in a layer, soft caps on scores and logits, and a window in every other layer. */
class Gemma2Gguf extends GemmaGguf {
    static final Map<String, String> FOUR_NORMS = plus(PARTS, Map.of("post_attention_layernorm", "post_attention_norm", "pre_feedforward_layernorm", "ffn_norm",
            "post_feedforward_layernorm", "post_ffw_norm"));

    /** llama.cpp always caps: at this height a cap changes no float32. */
    private static final double NO_CAP = 1e15;
    private static final IntPredicate EVERY_OTHER = GgufWindow.period(2);
    private static final int LAYERS_27B = 46;

    Gemma2Gguf() {
        this("gemma2", "Gemma2ForCausalLM", FOUR_NORMS);
    }

    Gemma2Gguf(String name, String huggingFaceClass, Map<String, String> parts) {
        super(name, huggingFaceClass, parts);
    }

    @Override
    void describe(JsonNode config, GgufKeys keys) {
        super.describe(config, keys);
        keys.real("attn_logit_softcapping", cap(config, "attn_logit_softcapping", 50)).real("final_logit_softcapping", cap(config, "final_logit_softcapping", 30));
        keys.whole("attention.sliding_window", config.path("max_position_embeddings").asLong(8192)); // llama.cpp always has a window: this one changes nothing
        GgufWindow.of(config, config.path("sliding_window").asInt(4096), EVERY_OTHER).describe(keys, EVERY_OTHER);
        describeScale(config, keys, LAYERS_27B);
    }

    @Override
    void read(GgufFacts facts, ObjectNode config) {
        super.read(facts, config);
        cap(config, "attn_logit_softcapping", facts.real("attn_logit_softcapping").orElse(50.0));
        cap(config, "final_logit_softcapping", facts.real("final_logit_softcapping").orElse(30.0));
        GgufWindow.read(facts, GgufWindow.size(facts, 4096), EVERY_OTHER).write(config);
        readScale(facts, config, LAYERS_27B);
    }

    @Override
    void shapes(Sizes s, JsonNode config, ModelShapes shapes) {
        super.shapes(s, config, shapes);
        shapes.block("post_attention_norm.weight", s.hidden()).block("post_ffw_norm.weight", s.hidden());
    }

    @Override
    public List<String> warnings(JsonNode config) {
        return scaleWarnings(config, LAYERS_27B, super.warnings(config));
    }

    /** null is no cap, a missing key the class's own. */
    private static double cap(JsonNode config, String key, double otherwise) {
        return config.path(key).isNull() ? NO_CAP : config.path(key).asDouble(otherwise);
    }

    private static void cap(ObjectNode config, String key, double value) {
        if (value < NO_CAP / 10) {
            config.put(key, value);
        } else {
            config.putNull(key);
        }
    }

    /** The key for a scale of attention that is neither of the head width nor, in the 27B model, of the hidden width over the heads; llama.cpp ignores it. */
    static void describeScale(JsonNode config, GgufKeys keys, int layers27b) {
        if (scale(config) != usual(Sizes.of(config), layers27b)) {
            keys.real("attention.scale", 1 / Math.sqrt(scale(config)));
        }
    }

    static void readScale(GgufFacts facts, ObjectNode config, int layers27b) {
        config.put("query_pre_attn_scalar", facts.real("attention.scale").map(scale -> Math.round(1 / (scale * scale))).orElseGet(() -> usual(Sizes.of(config), layers27b)));
    }

    static List<String> scaleWarnings(JsonNode config, int layers27b, List<String> warnings) {
        long usual = usual(Sizes.of(config), layers27b);
        if (scale(config) != usual) {
            warnings.add("llama.cpp takes query_pre_attn_scalar to be " + usual + ", not " + config.path("query_pre_attn_scalar") + ": its result differs from the original");
        }
        return warnings;
    }

    private static double scale(JsonNode config) {
        return config.path("query_pre_attn_scalar").asDouble(256);
    }

    private static long usual(Sizes s, int layers27b) {
        return s.layers() == layers27b ? s.hidden() / s.heads() : s.headDim();
    }
}
