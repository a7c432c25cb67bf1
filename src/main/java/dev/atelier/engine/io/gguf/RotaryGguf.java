package dev.atelier.engine.io.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.TensorSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What decoders with rotary embeddings, root-mean-square norms and modules named as Llama's have in common. */
abstract class RotaryGguf implements GgufArchitecture {
    static final Map<String, String> WHOLE = Map.of("embed_tokens", "token_embd", "norm", "output_norm");
    static final Map<String, String> PARTS = Map.of("input_layernorm", "attn_norm", "post_attention_layernorm", "ffn_norm", "self_attn.q_proj", "attn_q", "self_attn.k_proj",
            "attn_k", "self_attn.v_proj", "attn_v", "self_attn.o_proj", "attn_output", "mlp.gate_proj", "ffn_gate", "mlp.up_proj", "ffn_up", "mlp.down_proj", "ffn_down");

    private final String name;
    private final String huggingFaceClass;
    private final TensorNames names;

    /** {@code parts} are a layer's modules, Hugging Face to GGUF. */
    RotaryGguf(String name, String huggingFaceClass, Map<String, String> parts) {
        this.name = name;
        this.huggingFaceClass = huggingFaceClass;
        this.names = new TensorNames("model.", "layers", WHOLE, parts);
    }

    /** The parts of two maps. */
    static Map<String, String> plus(Map<String, String> some, Map<String, String> others) {
        var all = new HashMap<>(some);
        all.putAll(others);
        return Map.copyOf(all);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<String> modelTypes() {
        return Set.of(name);
    }

    @Override
    public boolean tied(JsonNode config) {
        return config.path("tie_word_embeddings").asBoolean(false);
    }

    /** Scaling of rotary embeddings that llama.cpp has for the architecture. */
    Set<String> ropeTypes() {
        return GgufRope.COMMON;
    }

    /** How many dimensions of a head are turned. */
    int rotated(JsonNode config) {
        return Sizes.of(config).headDim();
    }

    @Override
    public Map<String, GgufValue> metadata(JsonNode config) {
        var s = Sizes.of(config);
        var keys = new GgufKeys(name).whole("block_count", s.layers()).whole("context_length", config.path("max_position_embeddings").asLong(2048))
                .whole("embedding_length", s.hidden()).whole("feed_forward_length", s.inner()).whole("attention.head_count", s.heads())
                .whole("attention.head_count_kv", s.kvHeads()).real("attention.layer_norm_rms_epsilon", config.path("rms_norm_eps").asDouble(1e-6))
                .whole("attention.key_length", s.headDim()).whole("attention.value_length", s.headDim()).whole("vocab_size", s.vocabulary())
                .whole("rope.dimension_count", rotated(config));
        GgufRope.of(config).describe(keys, ropeTypes());
        describe(config, keys);
        return keys.values();
    }

    /** Adds the keys that only this architecture has. */
    void describe(JsonNode config, GgufKeys keys) {}

    @Override
    public ObjectNode config(GgufReader file) {
        var facts = new GgufFacts(file, name);
        int heads = facts.size("attention.head_count");
        int hidden = facts.size("embedding_length");
        var config = Json.MAPPER.createObjectNode();
        config.putArray("architectures").add(huggingFaceClass);
        config.put("model_type", modelType()).put("hidden_act", "silu").put("torch_dtype", "float32").put("num_hidden_layers", facts.layers()).put("hidden_size", hidden)
                .put("intermediate_size", facts.size("feed_forward_length")).put("num_attention_heads", heads)
                .put("num_key_value_heads", facts.size("attention.head_count_kv", heads)).put("head_dim", facts.size("attention.key_length", Math.max(1, hidden / heads)))
                .put("vocab_size", file.info("token_embd.weight").shape()[0]).put("max_position_embeddings", facts.size("context_length"))
                .put("rms_norm_eps", facts.real("attention.layer_norm_rms_epsilon").orElse(1e-6)).put("tie_word_embeddings", !facts.has("output.weight"));
        GgufRope.read(facts, config);
        for (var kind : List.of("bos", "eos")) {
            file.whole("tokenizer.ggml." + kind + "_token_id").ifPresent(id -> config.put(kind + "_token_id", id));
        }
        read(facts, config);
        return config;
    }

    /** What transformers calls the architecture. */
    String modelType() {
        return name;
    }

    /** Adds to {@code config} what only this architecture has. */
    void read(GgufFacts facts, ObjectNode config) {}

    @Override
    public void check(TensorSource model, JsonNode config) {
        var s = Sizes.of(config);
        var shapes = new ModelShapes(s.layers()).whole("token_embd.weight", s.vocabulary(), s.hidden()).whole("output_norm.weight", s.hidden())
                .block("attn_norm.weight", s.hidden()).block("ffn_norm.weight", s.hidden());
        if (!tied(config)) {
            shapes.whole("output.weight", s.vocabulary(), s.hidden());
        }
        shapes(s, config, shapes);
        shapes.check(model, config, this);
    }

    /** Adds the rest of a layer. */
    void shapes(Sizes s, JsonNode config, ModelShapes shapes) {
        projections(s, shapes);
    }

    /** Adds a layer's projections, each by itself. */
    static void projections(Sizes s, ModelShapes shapes) {
        shapes.block("attn_q.weight", s.queries(), s.hidden()).block("attn_k.weight", s.keys(), s.hidden()).block("attn_v.weight", s.keys(), s.hidden())
                .block("attn_output.weight", s.hidden(), s.queries()).block("ffn_gate.weight", s.inner(), s.hidden()).block("ffn_up.weight", s.inner(), s.hidden())
                .block("ffn_down.weight", s.hidden(), s.inner());
    }

    @Override
    public List<String> warnings(JsonNode config) {
        return new ArrayList<>(GgufRope.of(config).warnings());
    }

    /** The warning for a window that llama.cpp does not have here. */
    static String noWindow(String architecture, int window) {
        return "llama.cpp's " + architecture + " has no sliding window: beyond " + window + " tokens its result differs from the original";
    }

    @Override
    public Optional<String> ggufName(String name, JsonNode config) {
        if (name.endsWith(".rotary_emb.inv_freq") || (name.equals("lm_head.weight") && tied(config))) {
            return Optional.empty();
        }
        return Optional.of(names.gguf(name).orElseThrow(() -> UserError.of("wanted tensors of a " + this.name + " model", name, "export to safetensors instead")));
    }

    @Override
    public Optional<String> huggingFaceName(String name) {
        if (Set.of(GgufRope.FREQS, GgufRope.LONG, GgufRope.SHORT).contains(name)) {
            return Optional.empty();
        }
        return Optional.of(names.huggingFace(name).orElseThrow(() -> UserError.of("wanted tensors of a " + this.name + " model", name, "use a file of a known architecture")));
    }

    @Override
    public Map<String, float[]> extraTensors(JsonNode config) {
        return GgufRope.of(config).tensors(rotated(config));
    }
}
