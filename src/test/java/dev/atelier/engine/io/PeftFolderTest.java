package dev.atelier.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeftFolderTest {
    private static final Path PARITY = Path.of("src/test/resources/parity");
    private static final String Q0 = "model.layers.0.self_attn.q_proj";

    @TempDir @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void readsWhatPeftWrote() {
        try (var adapter = PeftFolder.open(PARITY.resolve("llama/adapter_init"))) {
            assertThat(adapter.modules()).hasSize(14);
            assertThat(adapter.modules().get(Q0)).isEqualTo(new PeftFolder.Lora(Q0, PeftFolder.keyA(Q0), PeftFolder.keyB(Q0), 4, 64, 64, 2, null));
            assertThat(adapter.tensors().floats(PeftFolder.keyB(Q0))).hasSize(256);
            assertThat(adapter.config().targetModules()).hasSize(14);
        }
        try (var adapter = PeftFolder.open(PARITY.resolve("llama_rslora/adapter_final"))) {
            assertThat(adapter.config().scale(Q0)).isEqualTo(8 / Math.sqrt(4));
        }
    }

    @Test
    void copiedIsTheSameByteForByte() throws IOException {
        var original = PARITY.resolve("llama/adapter_final");
        var copy = folder.resolve("copy");
        try (var adapter = PeftFolder.open(original)) {
            adapter.copyTo(copy, "..");
        }
        assertThat(Files.readString(copy.resolve(PeftFolder.CONFIG))).isEqualTo(Files.readString(original.resolve(PeftFolder.CONFIG)));
        try (var a = PeftFolder.open(original); var b = PeftFolder.open(copy)) {
            for (var name : a.tensors().tensors().keySet()) {
                assertThat(b.tensors().data(name).mismatch(a.tensors().data(name))).isEqualTo(-1);
            }
        }
    }

    @Test
    void patternsNameModulesByTheirEndOrAnExpression() {
        var config = AdapterConfig.lora(8, 16, 0, false, List.of("q_proj"), null)
                .withPatterns(Map.of("layers.0.self_attn.q_proj", 2), Map.of("layers\\.\\d.*k_proj", 4.0));
        assertThat(config.rank(Q0)).isEqualTo(2);
        assertThat(config.scale(Q0)).isEqualTo(8);
        assertThat(config.rank("model.layers.10.self_attn.q_proj")).isEqualTo(8);
        assertThat(config.scale("model.layers.1.self_attn.k_proj")).isEqualTo(0.5);
        assertThat(config.rank("self_attn.q_proj_extra")).isEqualTo(8);
    }

    @Test
    void writtenConfigHasPeftsKeysAndKeepsForeignOnes() throws IOException {
        var reference = Json.parse(Files.readString(PARITY.resolve("llama/adapter_init/adapter_config.json")), "reference");
        var ours = Json.parse(AdapterConfig.lora(4, 8, 0, false, List.of("q_proj"), "..").toJson(), "ours");
        ours.properties().forEach(e -> assertThat(reference.has(e.getKey())).as(e.getKey()).isTrue());
        assertThat(ours.path("lora_alpha").isInt()).isTrue();

        var strange = Json.parse("{\"peft_type\":\"LORA\",\"target_modules\":\"all-linear\",\"r\":3,\"of_tomorrow\":{\"a\":[1]}}", "strange");
        var again = Json.parse(AdapterConfig.parse(strange, "strange").toJson(), "again");
        assertThat(again.path("of_tomorrow").toString()).isEqualTo("{\"a\":[1]}");
        assertThat(again.path("target_modules").asText()).isEqualTo("all-linear");
        assertThat(again.path("r").asInt()).isEqualTo(3);
    }

    @Test
    void mismatchedPartsAreRefused() {
        var config = AdapterConfig.lora(2, 4, 0, false, List.of("q"), null);
        var a = SafetensorsWriter.Entry.ofFloats(PeftFolder.keyA("q"), new long[] {2, 3}, new float[6]);
        var wrongRank = SafetensorsWriter.Entry.ofFloats(PeftFolder.keyB("q"), new long[] {3, 1}, new float[3]);
        var b = SafetensorsWriter.Entry.ofFloats(PeftFolder.keyB("q"), new long[] {3, 2}, new float[6]);
        var stranger = SafetensorsWriter.Entry.ofFloats("q.lora_A.weight", new long[] {2, 3}, new float[6]);
        var dora = SafetensorsWriter.Entry.ofFloats(PeftFolder.PREFIX + "q.lora_magnitude_vector", new long[] {3}, new float[3]);
        for (var tensors : List.of(List.of(a), List.of(b), List.of(a, wrongRank), List.of(a, b, stranger), List.of(a, b, dora))) {
            PeftFolder.write(folder.resolve("x"), config, List.of(), tensors);
            assertThatThrownBy(() -> PeftFolder.open(folder.resolve("x"))).isInstanceOf(UserError.class);
        }
        PeftFolder.write(folder.resolve("x"), config, List.of(), List.of(a, b));
        PeftFolder.open(folder.resolve("x")).close();
    }
}
