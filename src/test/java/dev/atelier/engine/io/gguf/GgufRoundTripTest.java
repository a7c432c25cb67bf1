package dev.atelier.engine.io.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.Progress;
import dev.atelier.engine.export.Exporter;
import dev.atelier.engine.io.ModelFolder;
import dev.atelier.engine.io.TensorSource;
import dev.atelier.engine.quant.Mix;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Written to GGUF and read again, a model is the one it was. */
class GgufRoundTripTest {
    private static final Path PARITY = Path.of("src/test/resources/parity");
    private static final Set<String> COUNT = Set.of("model_type", "num_hidden_layers", "hidden_size", "intermediate_size", "num_attention_heads", "num_key_value_heads", "head_dim",
            "vocab_size", "max_position_embeddings", "rms_norm_eps", "rope_theta", "tie_word_embeddings", "attention_bias", "mlp_bias", "sliding_window",
            "attn_logit_softcapping", "final_logit_softcapping", "query_pre_attn_scalar", "rope_local_base_freq", "original_max_position_embeddings", "partial_rotary_factor",
            "use_sliding_window", "activation_function", "n_embd", "n_head", "n_layer", "n_positions", "n_inner", "layer_norm_epsilon", "hidden_act", "architectures");

    @TempDir @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"gemma", "gemma2", "gemma3", "gpt2", "llama", "llama3rope", "llama_tied", "mistral_window", "phi3", "qwen2", "qwen2_tied", "qwen3"})
    void everyTensorAndSettingComesBack(String name) {
        var out = folder.resolve("a.gguf");
        Exporter.gguf(PARITY.resolve(name), null, Mix.F32, out, Progress.NONE);
        try (var base = ModelFolder.open(PARITY.resolve(name)); var written = GgufModel.open(out)) {
            assertThat(written.names()).containsExactlyInAnyOrderElementsOf(base.names());
            for (var tensor : base.names()) {
                assertThat(written.shape(tensor)).as(tensor).isEqualTo(base.shape(tensor));
                var values = written.floats(tensor);
                if (name.startsWith("gemma") && tensor.endsWith("norm.weight")) {
                    assertThat(values).as(tensor).usingComparatorWithPrecision(Math.ulp(1f)).containsExactly(base.floats(tensor));
                } else {
                    assertThat(values).as(tensor).isEqualTo(base.floats(tensor));
                }
                inPartsToo(written, tensor, values);
            }
            var config = base.config();
            COUNT.stream().filter(config::hasNonNull).forEach(key -> assertThat(written.config().path(key)).as(key).isEqualTo(config.path(key)));
            assertThat(written.config().path("tie_word_embeddings").asBoolean()).isEqualTo(!base.names().contains("lm_head.weight"));
            assertThat(written.config().hasNonNull("sliding_window")).isEqualTo(config.hasNonNull("sliding_window"));
            if (config.hasNonNull("sliding_window")) {
                assertThat(written.config().path("layer_types")).isEqualTo(config.path("layer_types"));
            }
            assertThat(written.config().hasNonNull("rope_scaling")).isEqualTo(config.hasNonNull("rope_scaling"));
        }
    }

    /** Any stretch of a tensor is that stretch of the whole. */
    private static void inPartsToo(TensorSource model, String tensor, float[] all) {
        for (int[] part : List.of(new int[] {0, 1}, new int[] {all.length - 1, 1}, new int[] {all.length / 3, all.length / 2}, new int[] {all.length / 2, all.length / 7})) {
            var into = new float[part[1] + 1];
            model.read(tensor, part[0], into, 1, part[1]);
            for (int i = 0; i < part[1]; i++) {
                assertThat(into[i + 1]).isEqualTo(all[part[0] + i]);
            }
        }
    }
}
