package dev.atelier.engine.io.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.Progress;
import dev.atelier.domain.UserError;
import dev.atelier.engine.export.Exporter;
import dev.atelier.engine.io.ModelFolder;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.io.SafetensorsWriter;
import dev.atelier.engine.quant.GgmlType;
import dev.atelier.engine.quant.Mix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GgufArchitecturesTest {
    private static final Path PARITY = Path.of("src/test/resources/parity");
    private static final String SEPARATE = "attn_norm.weight attn_q.weight attn_k.weight attn_v.weight attn_output.weight ffn_norm.weight ffn_gate.weight ffn_up.weight ffn_down.weight";

    @TempDir @SuppressWarnings("NullAway.Init")
    Path folder;

    /** The names llama.cpp looks for, and no other: its loader counts them. */
    @ParameterizedTest
    @CsvSource({"llama, output.weight, ", "llama_tied, , ", "llama3rope, output.weight rope_freqs.weight, ", "mistral_window, output.weight, ",
        "qwen2, output.weight, attn_q.bias attn_k.bias attn_v.bias", "qwen3, output.weight, attn_q_norm.weight attn_k_norm.weight", "gemma, , ",
        "gemma2, , post_attention_norm.weight post_ffw_norm.weight", "gemma3, , post_attention_norm.weight post_ffw_norm.weight attn_q_norm.weight attn_k_norm.weight"})
    void tensorsAreNamedAsLlamaCppHasThem(String name, String whole, String block) {
        try (var file = GgufReader.open(export(PARITY.resolve(name)))) {
            expect(file, "token_embd.weight output_norm.weight " + (whole == null ? "" : whole), SEPARATE + " " + (block == null ? "" : block));
        }
    }

    @Test
    void fusedAndLearnedTensorsAreNamedAsLlamaCppHasThem() {
        try (var file = GgufReader.open(export(PARITY.resolve("phi3")))) {
            expect(file, "token_embd.weight output_norm.weight output.weight", "attn_norm.weight attn_qkv.weight attn_output.weight ffn_norm.weight ffn_up.weight ffn_down.weight");
            assertThat(file.info("blk.0.ffn_up.weight").shape()).containsExactly(256, 64);
        }
        try (var file = GgufReader.open(export(PARITY.resolve("gpt2")))) {
            var block = "attn_norm attn_qkv attn_output ffn_norm ffn_up ffn_down ";
            expect(file, "token_embd.weight position_embd.weight output_norm.weight output_norm.bias", block.replace(" ", ".weight ") + block.replace(" ", ".bias "));
            assertThat(file.info("blk.0.attn_qkv.weight").shape()).containsExactly(192, 64);
        }
    }

    private static void expect(GgufReader file, String whole, String block) {
        var names = new TreeSet<>(List.of(whole.strip().split(" +")));
        for (long i = 0; i < file.whole(file.text("general.architecture").orElseThrow() + ".block_count").orElseThrow(); i++) {
            for (var part : block.strip().split(" +")) {
                names.add("blk." + i + "." + part);
            }
        }
        assertThat(file.tensors().keySet()).containsExactlyInAnyOrderElementsOf(names);
    }

    @ParameterizedTest
    @CsvSource({
        "gemma2, gemma2, attention.sliding_window=8 attn_logit_softcapping=50.0 final_logit_softcapping=30.0 attention.key_length=32 attention.value_length=32 rope.dimension_count=32",
        "gemma3, gemma3, attention.sliding_window=8 rope.freq_base=1000000.0 rope.freq_base_swa=10000.0 attention.key_length=32",
        "phi3, phi3, attention.sliding_window=0 rope.scaling.original_context_length=4096 rope.dimension_count=16 feed_forward_length=128",
        "gpt2, gpt2, context_length=256 feed_forward_length=256 attention.head_count=4 attention.layer_norm_epsilon=1.0E-5 vocab_size=320",
        "qwen3, qwen3, attention.key_length=32 attention.head_count_kv=2 attention.layer_norm_rms_epsilon=1.0E-5 vocab_size=320",
        "mistral_window, llama, attention.key_length=16 rope.dimension_count=16 context_length=256 embedding_length=64 block_count=2"})
    void keysSayWhatTheConfigurationSays(String name, String architecture, String keys) {
        try (var file = GgufReader.open(export(PARITY.resolve(name)))) {
            assertThat(file.text("general.architecture")).contains(architecture);
            assertThat(file.text("tokenizer.ggml.model")).contains("none");
            for (var key : keys.split(" ")) {
                var pair = key.split("=");
                var value = file.metadata().get(architecture + "." + pair[0]);
                assertThat(value).as(pair[0]).isEqualTo(pair[1].contains(".") ? GgufValue.f32(Double.parseDouble(pair[1])) : GgufValue.u32(Long.parseLong(pair[1])));
            }
        }
    }

    @Test
    void windowsOfOtherLayersThanUsualAreListed() {
        try (var usual = GgufReader.open(export(PARITY.resolve("gemma2"))); var other = GgufReader.open(export(PARITY.resolve("gemma3")))) {
            assertThat(usual.metadata()).doesNotContainKey("gemma2.attention.sliding_window_pattern");
            assertThat(other.metadata().get("gemma3.attention.sliding_window_pattern")).isEqualTo(GgufValue.flags(List.of(true, true, false)));
        }
    }

    /** What transformers' yarn scales attention by, ours over llama.cpp's own 0.1 ln(factor) + 1. */
    @Test
    void yarnIsKept() throws IOException {
        var yarn = "{\"rope_type\":\"yarn\",\"factor\":4.0,\"original_max_position_embeddings\":64,\"beta_fast\":16.0,\"beta_slow\":2.0,\"attention_factor\":1.5}";
        var model = variant("qwen2", c -> c.set("rope_scaling", Json.parse(yarn, "")));
        try (var written = GgufModel.open(export(model))) {
            assertThat(written.file().text("qwen2.rope.scaling.type")).contains("yarn");
            assertThat(written.file().real("qwen2.rope.scaling.attn_factor").orElseThrow()).isCloseTo(1.5 / (0.1 * Math.log(4) + 1), within(1e-6));
            var scaling = (ObjectNode) written.config().path("rope_scaling");
            assertThat(scaling.path("attention_factor").asDouble()).isCloseTo(1.5, within(1e-6));
            assertThat(scaling.without("attention_factor").equals(((ObjectNode) Json.parse(yarn, "")).without("attention_factor"))).isTrue();
        }
    }

    @Test
    void whatLlamaCppDoesNotScaleAsTheModelDoesIsWarnedOf() throws IOException {
        var usual = variant("llama", c -> c.set("rope_scaling", Json.parse("{\"rope_type\":\"yarn\",\"factor\":4.0}", "")));
        assertThat(warnings(usual)).noneMatch(w -> w.contains("yarn"));
        var betas = variant("llama", c -> c.set("rope_scaling", Json.parse("{\"rope_type\":\"yarn\",\"factor\":4.0,\"beta_fast\":16}", "")));
        assertThat(warnings(betas)).anyMatch(w -> w.contains("--yarn-beta-fast 16.0 --yarn-beta-slow 1.0"));
        var dynamic = variant("llama", c -> c.set("rope_scaling", Json.parse("{\"rope_type\":\"dynamic\",\"factor\":4.0}", "")));
        assertThat(warnings(dynamic)).anyMatch(w -> w.contains("beyond 256 tokens"));
    }

    private List<String> warnings(Path model) {
        return Exporter.gguf(model, null, Mix.F32, folder.resolve("w.gguf"), Progress.NONE).warnings();
    }

    @Test
    void longropeIsTwoListsAndAFactor() throws IOException {
        var lists = "{\"type\":\"longrope\",\"long_factor\":[1.5,2.25,3.0,4.0,5.0,6.0,7.0,8.0],\"short_factor\":[1.0,1.0,1.0,1.1,1.2,1.3,1.4,1.5]}";
        var model = variant("phi3", c -> c.put("original_max_position_embeddings", 64).set("rope_scaling", Json.parse(lists, "")));
        try (var written = GgufModel.open(export(model))) {
            assertThat(written.file().tensors()).containsKeys("rope_factors_long.weight", "rope_factors_short.weight");
            assertThat(written.file().real("phi3.rope.scaling.attn_factor").orElseThrow()).isCloseTo(Math.sqrt(1 + Math.log(4) / Math.log(64)), within(1e-6));
            assertThat(written.config().path("rope_scaling")).isEqualTo(Json.parse(lists, ""));
            assertThat(written.config().path("original_max_position_embeddings").asInt()).isEqualTo(64);
        }
    }

    @Test
    void aScalingThatLlamaCppLacksIsRefused() throws IOException {
        var llama3 = "{\"rope_type\":\"llama3\",\"factor\":8.0,\"low_freq_factor\":1.0,\"high_freq_factor\":4.0,\"original_max_position_embeddings\":64}";
        var model = variant("qwen3", c -> c.set("rope_scaling", Json.parse(llama3, "")));
        assertThatThrownBy(() -> export(model)).isInstanceOf(UserError.class).hasMessageContaining("llama3").hasMessageContaining("yarn");
    }

    @Test
    void encodersAreRefused() throws IOException {
        for (var type : List.of("bert", "roberta")) {
            var model = variant("llama", c -> c.put("model_type", type));
            assertThatThrownBy(() -> export(model)).isInstanceOf(UserError.class).hasMessageContaining(type).message().doesNotContain("\n");
        }
    }

    @Test
    void aWindowThatLlamaCppIgnoresIsWarnedOf() throws IOException {
        for (var name : List.of("mistral_window", "qwen2", "phi3")) {
            var model = variant(name, c -> c.put("sliding_window", 8).put("use_sliding_window", true).put("max_window_layers", 1).remove("layer_types"));
            var result = Exporter.gguf(model, null, Mix.F32, folder.resolve("a.gguf"), Progress.NONE);
            assertThat(result.warnings()).as(name).anyMatch(w -> w.contains("beyond 8 tokens"));
            try (var written = GgufModel.open(folder.resolve("a.gguf"))) {
                assertThat(written.config().path("sliding_window").asInt()).isEqualTo(8);
                assertThat(written.config().path("max_window_layers").asInt(1)).isEqualTo(1);
            }
        }
    }

    @Test
    void theTextDecoderOfAModelWithPicturesIsExported() throws IOException {
        var text = (ObjectNode) config("gemma3");
        text.remove(List.of("num_attention_heads", "vocab_size")).put("num_attention_heads", 4).put("vocab_size", 320);
        var model = renamed("gemma3", Json.MAPPER.createObjectNode().put("model_type", "gemma3").set("text_config", text), n -> n.replaceFirst("^", "language_model."));
        try (var base = ModelFolder.open(PARITY.resolve("gemma3")); var written = GgufModel.open(export(model))) {
            assertThat(written.names()).containsExactlyInAnyOrderElementsOf(base.names());
            assertThat(written.config().path("model_type").asText()).isEqualTo("gemma3_text");
        }
    }

    /** As the first GPT-2 lies on the hub: no prefix. */
    @Test
    void namesWithoutTheirPrefixAreKnown() throws IOException {
        for (var name : List.of("gpt2", "llama")) {
            var model = renamed(name, config(name), n -> n.replaceFirst("^(transformer|model)\\.", ""));
            try (var base = ModelFolder.open(PARITY.resolve(name)); var written = GgufModel.open(export(model))) {
                assertThat(written.names()).containsExactlyInAnyOrderElementsOf(base.names());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gemma3", "gpt2", "phi3", "qwen3", "mistral_window"})
    void everyTypeIsReadAsItWasWritten(String name) {
        for (var mix : List.of(Mix.F16, Mix.BF16, Mix.Q8_0, Mix.Q4_0)) {
            var out = folder.resolve(mix + ".gguf");
            Exporter.gguf(PARITY.resolve(name), null, mix, out, Progress.NONE);
            try (var base = ModelFolder.open(PARITY.resolve(name)); var written = GgufModel.open(out)) {
                for (var tensor : base.names()) {
                    var type = written.stored(tensor).type();
                    boolean matrix = base.shape(tensor).length > 1 && !tensor.endsWith("wpe.weight");
                    assertThat(type).as(tensor).isIn(matrix ? List.of(GgmlType.valueOf(mix.name()), GgmlType.Q8_0) : List.of(GgmlType.F32));
                    var wanted = base.floats(tensor);
                    double largest = 0;
                    for (float v : wanted) {
                        largest = Math.max(largest, Math.abs(v));
                    }
                    assertThat(written.floats(tensor)).as(mix + " " + tensor).usingComparatorWithPrecision((float) (largest * (mix == Mix.Q4_0 ? 0.126 : 0.01))).containsExactly(wanted);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gemma2", "gpt2", "llama3rope", "phi3", "qwen2_tied"})
    void aFileIsWrittenAgainByteForByte(String name) {
        var first = export(PARITY.resolve(name));
        Exporter.gguf(first, null, Mix.F32, folder.resolve("again.gguf"), Progress.NONE);
        assertThat(folder.resolve("again.gguf")).hasSameBinaryContentAs(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gemma2", "gpt2", "llama3rope"})
    void aFileBecomesAFolder(String name) throws IOException {
        var result = Exporter.huggingFace(export(PARITY.resolve(name)), null, folder.resolve("hf"), Progress.NONE);
        assertThat(result.warnings()).singleElement().asString().contains("no tokenizer");
        try (var base = ModelFolder.open(PARITY.resolve(name)); var written = ModelSource.open(folder.resolve("hf"))) {
            assertThat(written.names()).containsExactlyInAnyOrderElementsOf(base.names());
            assertThat(written.hasFloat32()).isTrue();
            for (var tensor : base.names()) {
                assertThat(written.floats(tensor)).usingComparatorWithPrecision(Math.ulp(1f)).containsExactly(base.floats(tensor));
            }
            assertThat(written.config().path("model_type")).isEqualTo(base.config().path("model_type"));
            assertThat(written.config().path("rope_scaling").path("rope_type").asText("")).isEqualTo(name.equals("llama3rope") ? "longrope" : "");
        }
    }

    @Test
    void aFileThatPromisesAWorldOfLayersIsRefused() throws IOException {
        var keys = new LinkedHashMap<String, GgufValue>();
        var tensors = new ArrayList<GgufWriter.Tensor>();
        try (var file = GgufReader.open(export(PARITY.resolve("gemma3")))) {
            keys.putAll(file.metadata());
            keys.put("gemma3.block_count", GgufValue.u32(Integer.MAX_VALUE));
            file.tensors().values().forEach(t -> tensors.add(new GgufWriter.Tensor(t.name(), t.type(), t.shape(), out -> out.write(file.data(t.name()).asByteBuffer()))));
            GgufWriter.write(folder.resolve("wild.gguf"), keys, tensors);
        }
        assertThatThrownBy(() -> ModelSource.open(folder.resolve("wild.gguf"))).isInstanceOf(UserError.class).hasMessageContaining("2147483647 layers");
    }

    private Path export(Path model) {
        var out = folder.resolve(model.getFileName() + ".gguf");
        Exporter.gguf(model, null, Mix.F32, out, Progress.NONE);
        return out;
    }

    private static JsonNode config(String name) throws IOException {
        return Json.parse(Files.readString(PARITY.resolve(name).resolve("config.json")), name);
    }

    private Path variant(String name, java.util.function.Consumer<ObjectNode> change) throws IOException {
        var model = Files.createDirectories(folder.resolve("variant"));
        var config = (ObjectNode) config(name);
        change.accept(config);
        Files.writeString(model.resolve("config.json"), Json.pretty(config));
        Files.copy(PARITY.resolve(name).resolve("model.safetensors"), model.resolve("model.safetensors"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        return model;
    }

    private Path renamed(String name, JsonNode config, UnaryOperator<String> names) throws IOException {
        var model = Files.createDirectories(folder.resolve("renamed-" + name));
        Files.writeString(model.resolve("config.json"), Json.pretty(config));
        try (var base = ModelFolder.open(PARITY.resolve(name))) {
            SafetensorsWriter.write(model.resolve("model.safetensors"), Map.of(),
                    base.names().stream().map(n -> SafetensorsWriter.Entry.ofFloats(names.apply(n), base.shape(n), base.floats(n))).toList());
        }
        return model;
    }
}
