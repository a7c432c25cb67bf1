package dev.atelier.engine.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.Progress;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.quant.Mix;
import dev.atelier.engine.text.Message;
import dev.atelier.engine.text.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufToFolderTest {
    private static final Path STARTER = Path.of("sample-projects/starter-model");

    @TempDir @SuppressWarnings("NullAway.Init")
    Path folder;

    /** Tokenizer and chat template survive the way there and back. */
    @Test
    void theTokenizerAndTheTemplateComeAlong() {
        Exporter.gguf(STARTER, null, Mix.F16, folder.resolve("a.gguf"), Progress.NONE);
        assertThat(Exporter.huggingFace(folder.resolve("a.gguf"), null, folder.resolve("hf"), Progress.NONE).warnings()).isEmpty();
        try (var wanted = Tokenizer.open(STARTER); var found = Tokenizer.open(folder.resolve("hf"))) {
            for (var text : List.of("hello world, it's 1234", "  caf\u00e9\n\n\t\ud83d\ude42 \u4f60\u597d", "<|im_start|>user\nhello<|im_end|>")) {
                assertThat(found.encode(text)).isEqualTo(wanted.encode(text)).isNotEmpty();
            }
            assertThat(found.eosId()).isEqualTo(wanted.eosId());
            assertThat(found.addBos()).isEqualTo(wanted.addBos());
            var messages = List.of(new Message("user", "u"));
            assertThat(Objects.requireNonNull(found.chatTemplate()).render(messages, true).text()).isEqualTo(Objects.requireNonNull(wanted.chatTemplate()).render(messages, true).text());
        }
        try (var wanted = ModelSource.open(STARTER); var found = ModelSource.open(folder.resolve("hf"))) {
            assertThat(found.names()).containsExactlyInAnyOrderElementsOf(wanted.names());
            assertThat(found.hasFloat32()).isFalse();
        }
    }
}
