package dev.atelier.engine.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.model.ClassNames;
import dev.atelier.engine.io.DType;
import dev.atelier.engine.model.InitHandler.Sizes;
import java.util.List;
import java.util.Map;

/** config.json of a new model, as transformers writes it for each architecture. */
final class InitConfig {
    private static final Map<String, String> CLASSES = Map.ofEntries(Map.entry("llama", "LlamaForCausalLM"), Map.entry("mistral", "MistralForCausalLM"),
            Map.entry("qwen2", "Qwen2ForCausalLM"), Map.entry("qwen3", "Qwen3ForCausalLM"), Map.entry("gemma", "GemmaForCausalLM"), Map.entry("gemma2", "Gemma2ForCausalLM"),
            Map.entry("gemma3_text", "Gemma3ForCausalLM"), Map.entry("phi3", "Phi3ForCausalLM"), Map.entry("gpt2", "GPT2LMHeadModel"),
            Map.entry("bert", "BertForSequenceClassification"), Map.entry("roberta", "RobertaForSequenceClassification"));

    private InitConfig() {}

    static ObjectNode of(String architecture, Sizes sizes, DType type, List<String> labels) {
        ObjectNode config = Json.MAPPER.createObjectNode();
        config.putArray("architectures").add(CLASSES.getOrDefault(architecture, architecture));
        config.put("model_type", architecture);
        config.put("torch_dtype", type == DType.F32 ? "float32" : type == DType.F16 ? "float16" : "bfloat16");
        switch (architecture) {
            case "gpt2" -> gpt2(config, sizes);
            case "bert", "roberta" -> encoder(config, sizes, architecture.equals("roberta"), labels);
            default -> decoder(config, sizes, architecture);
        }
        return config;
    }

    private static void decoder(ObjectNode config, Sizes s, String architecture) {
        config.setAll((ObjectNode) Json.SNAKE.valueToTree(s));
        int headDim = s.hiddenSize() / s.numAttentionHeads();
        config.put("head_dim", headDim).put("rms_norm_eps", 1e-5).put("rope_theta", 10000.0);
        if (architecture.startsWith("gemma")) {
            config.put("hidden_activation", "gelu_pytorch_tanh").put("query_pre_attn_scalar", headDim);
        } else {
            config.put("hidden_act", "silu");
        }
        int window = Math.max(8, s.maxPositionEmbeddings() / 4);
        switch (architecture) {
            case "mistral" -> config.put("sliding_window", window);
            case "gemma2" -> config.put("sliding_window", window).put("attn_logit_softcapping", 50.0).put("final_logit_softcapping", 30.0);
            case "gemma3_text" -> config.put("sliding_window", window).put("sliding_window_pattern", 6).put("rope_theta", 1e6).put("rope_local_base_freq", 10000.0);
            case "phi3" -> config.put("original_max_position_embeddings", s.maxPositionEmbeddings()).putNull("sliding_window");
            default -> { }
        }
    }

    private static void gpt2(ObjectNode config, Sizes s) {
        config.put("vocab_size", s.vocabSize()).put("n_embd", s.hiddenSize()).put("n_inner", s.intermediateSize()).put("n_layer", s.numHiddenLayers()).put("n_head", s.numAttentionHeads())
                .put("n_positions", s.maxPositionEmbeddings()).put("activation_function", "gelu_new").put("layer_norm_epsilon", 1e-5).put("tie_word_embeddings", s.tieWordEmbeddings());
    }

    private static void encoder(ObjectNode config, Sizes s, boolean roberta, List<String> labels) {
        config.put("vocab_size", s.vocabSize()).put("hidden_size", s.hiddenSize()).put("intermediate_size", s.intermediateSize()).put("num_hidden_layers", s.numHiddenLayers())
                .put("num_attention_heads", s.numAttentionHeads()).put("max_position_embeddings", s.maxPositionEmbeddings() + (roberta ? 2 : 0)).put("type_vocab_size", roberta ? 1 : 2)
                .put("hidden_act", "gelu").put("layer_norm_eps", 1e-5).put("pad_token_id", roberta ? 1 : 0);
        config.setAll(ClassNames.in(config, labels));
    }
}
