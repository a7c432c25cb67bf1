package dev.atelier.engine.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.Progress;
import dev.atelier.domain.TrainingConfig.Precision;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.gguf.GgufReader;
import dev.atelier.engine.quant.Mix;
import dev.atelier.engine.quant.Quantization;
import dev.atelier.engine.text.ChatTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes beside and into a GGUF file: the Modelfile, where it comes from, and several files in place of one. */
class ModelfileTest {
    private static final Path STARTER = Path.of("sample-projects/starter-model");

    @TempDir
    private Path folder;

    @Test
    void aTemplateIsSaidInOllamasLanguage() {
        var chatml = ChatTemplate.of("{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}", "here", Map.of());
        assertThat(Modelfile.template(chatml, "")).isEqualTo("{{ if .System }}<|im_start|>system\n{{ .System }}<|im_end|>\n<|im_start|>user\n{{ else }}<|im_start|>user\n{{ end }}{{ range .Messages }}"
                + "{{ if eq .Role \"user\" }}{{ .Content }}<|im_end|>\n<|im_start|>assistant\n{{ else if eq .Role \"assistant\" }}{{ .Content }}<|im_end|>\n<|im_start|>user\n{{ end }}{{ end }}");
    }

    @Test
    void theBeginningTokenIsTheRuntimesAndADefaultSystemTextStays() {
        var template = ChatTemplate.of("<s>{% if messages[0].role != 'system' %}[be kind]{% endif %}{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}", "here",
                Map.of());
        assertThat(Modelfile.template(template, "<s>")).startsWith("{{ if .System }}[system]{{ .System }}[user]{{ else }}[be kind][user]{{ end }}").doesNotContain("<s>");
    }

    @Test
    void oneThatNumbersItsTurnsCannotBeSaid() {
        var template = ChatTemplate.of("{% for m in messages %}{{ loop.index }}: {{ m.content }}\n{% endfor %}", "here", Map.of());
        assertThat(Modelfile.template(template, "")).isNull();
    }

    private ExportHandler.Outcome export(String name, long split) throws IOException {
        return ExportHandler.run(new ExportHandler.Request(STARTER, null, ExportFormat.GGUF, Quantization.of(Mix.Q8_0), folder.resolve(name), Precision.AUTO, "cpu", true, split), Progress.NONE);
    }

    @Test
    void itLiesBesideTheFileAndAnothersIsLeftAlone() throws IOException {
        var made = export("mine.gguf", Long.MAX_VALUE);
        Path modelfile = folder.resolve("mine.Modelfile");
        assertThat(modelfile).content().contains("\nFROM ./mine.gguf\n", "TEMPLATE \"\"\"{{ if .System }}", "PARAMETER stop \"<|im_end|>\"", "PARAMETER num_ctx 1024");
        assertThat(made.use().lines().toList()).last().isEqualTo("ollama create mine -f " + modelfile.toAbsolutePath() + " && ollama run mine");
        Files.writeString(modelfile, "FROM ./mine.gguf\nSYSTEM mine\n");
        assertThat(export("mine.gguf", Long.MAX_VALUE).warnings()).anyMatch(warning -> warning.contains("left as it is"));
        assertThat(modelfile).hasContent("FROM ./mine.gguf\nSYSTEM mine\n");
        try (var file = GgufReader.open(made.file())) {
            assertThat(file.text("general.name")).contains("starter-model");
        }
    }

    @Test
    void severalFilesAreReadAsOne() throws IOException {
        var whole = export("whole.gguf", Long.MAX_VALUE);
        var first = export("parts.gguf", 2_000_000);
        assertThat(first.file().getFileName().toString()).matches("parts-00001-of-0000[2-9]\\.gguf");
        assertThat(first.use()).as("Ollama opens no model in several files").doesNotContain("ollama");
        try (var one = GgufReader.open(whole.file()); var many = GgufReader.open(first.file())) {
            long count = many.whole("split.count").orElseThrow();
            assertThat(many.tensors().keySet()).isEqualTo(one.tensors().keySet());
            assertThat(many.whole("split.tensors.count")).contains((long) one.tensors().size());
            for (String name : one.tensors().keySet()) {
                assertThat(many.data(name).mismatch(one.data(name))).as(name).isEqualTo(-1);
            }
            Path last = part(count, count - 1);
            assertThatThrownBy(() -> GgufReader.open(last)).isInstanceOf(UserError.class).hasMessageContaining("wanted the first of " + count);
            try (var files = Files.list(folder)) {
                assertThat(files.filter(file -> file.getFileName().toString().startsWith("parts-") && file.toString().endsWith(".gguf"))).hasSize((int) count);
            }
            Files.delete(last);
        }
        assertThatThrownBy(() -> GgufReader.open(first.file())).isInstanceOf(UserError.class).hasMessageContaining("put it beside the others");
        assertThat(Objects.requireNonNull(first.check()).weightError()).isLessThan(0.01);
    }

    private Path part(long count, long number) {
        return folder.resolve(String.format("parts-%05d-of-%05d.gguf", number + 1, count));
    }
}
