package dev.atelier.engine.io.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.Progress;
import dev.atelier.engine.export.Exporter;
import dev.atelier.engine.io.ModelFolder;
import dev.atelier.engine.io.SafetensorsWriter;
import dev.atelier.engine.io.TensorSource;
import dev.atelier.engine.quant.Mix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowOrderTest {
    @TempDir @SuppressWarnings("NullAway.Init")
    Path folder;

    /** reshape(heads, 2, d / 2).swapaxes(1, 2).reshape(-1) on the row numbers, for 2 heads of 6 rows. */
    @Test
    void isReshapeAndSwap() {
        int[] wanted = {0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11};
        var order = new RowOrder(6);
        for (int row = 0; row < 12; row++) {
            assertThat(order.huggingFace(row)).isEqualTo(wanted[row]);
            assertThat(order.gguf(order.huggingFace(row))).isEqualTo(row);
            assertThat(RowOrder.SAME.gguf(row)).isEqualTo(row);
        }
    }

    @Test
    void biasesFollowTheirRows() throws IOException {
        var model = Files.createDirectory(folder.resolve("model"));
        Files.writeString(model.resolve("config.json"), """
                {"model_type": "llama", "hidden_size": 8, "intermediate_size": 4, "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 1,
                 "vocab_size": 5, "attention_bias": true, "tie_word_embeddings": true, "rms_norm_eps": 1e-5, "max_position_embeddings": 16}
                """);
        var entries = new ArrayList<SafetensorsWriter.Entry>();
        add(entries, "model.embed_tokens.weight", 5, 8);
        add(entries, "model.norm.weight", 8);
        add(entries, "model.layers.0.input_layernorm.weight", 8);
        add(entries, "model.layers.0.post_attention_layernorm.weight", 8);
        for (var part : Map.of("self_attn.q_proj", 8, "self_attn.k_proj", 4, "self_attn.v_proj", 4, "self_attn.o_proj", 8, "mlp.gate_proj", 4, "mlp.up_proj", 4).entrySet()) {
            add(entries, "model.layers.0." + part.getKey() + ".weight", part.getValue(), 8);
            if (part.getKey().startsWith("self")) {
                add(entries, "model.layers.0." + part.getKey() + ".bias", part.getValue());
            }
        }
        add(entries, "model.layers.0.mlp.down_proj.weight", 8, 4);
        SafetensorsWriter.write(model.resolve("model.safetensors"), Map.of(), entries);
        Exporter.gguf(model, null, Mix.F32, folder.resolve("a.gguf"), Progress.NONE);
        try (var base = ModelFolder.open(model); var written = GgufModel.open(folder.resolve("a.gguf"))) {
            assertThat(written.names()).containsExactlyInAnyOrderElementsOf(base.names());
            for (var name : base.names()) {
                assertThat(written.floats(name)).as(name).isEqualTo(base.floats(name));
            }
            var bias = new float[8];
            written.file().rows("blk.0.attn_q.bias", 0, 1, bias, 0);
            var hf = base.floats("model.layers.0.self_attn.q_proj.bias");
            assertThat(bias).containsExactly(hf[0], hf[2], hf[1], hf[3], hf[4], hf[6], hf[5], hf[7]);
            assertThat(written.config().path("attention_bias").asBoolean()).isTrue();
        }
    }

    private static void add(List<SafetensorsWriter.Entry> entries, String name, long... shape) {
        var values = new float[(int) TensorSource.elements(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = entries.size() + i / 100f;
        }
        entries.add(SafetensorsWriter.Entry.ofFloats(name, shape, values));
    }
}
