package dev.atelier.engine.peft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.Settings;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.engine.io.PeftFolder;
import dev.atelier.engine.io.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is trained has the names and shapes that PEFT gives the same adapter. */
class AdaptationNamesTest {
    private static final Path PARITY = Path.of("src/test/resources/parity");

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama_tied", "llama3rope", "llama_dora", "llama_rslora", "mistral_window", "qwen2", "qwen2_tied", "qwen3", "gemma", "gemma2", "gemma3", "phi3", "gpt2",
            "roberta_classifier"})
    void namesAndShapesAreThoseOfPeft(String name) throws IOException {
        try (var peft = PeftFolder.open(PARITY.resolve(name).resolve("adapter_final"))) {
            var names = new TreeSet<String>();
            peft.modules().keySet().forEach(path -> names.add(path.substring(path.lastIndexOf('.') + 1)));
            var settings = Settings.with(Settings.defaults(), Map.of("rank", "4", "target_modules", String.join(",", names), "use_dora", Boolean.toString(peft.config().useDora())));
            Map<String, String> made = new TreeMap<>();
            Adaptation.of(ModelConfig.read(PARITY.resolve(name)), settings).parameters().forEach((tensor, shape) -> made.put(PeftFolder.PREFIX + tensor, Arrays.toString(shape)));
            assertThat(made).isEqualTo(tensors(peft.tensors())).isNotEmpty();
        }
    }

    private static Map<String, String> tensors(Safetensors file) {
        Map<String, String> out = new TreeMap<>();
        file.tensors().forEach((name, info) -> out.put(name, Arrays.toString(info.shape())));
        return out;
    }
}
