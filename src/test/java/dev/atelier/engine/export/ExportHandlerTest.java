package dev.atelier.engine.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.Json;
import dev.atelier.domain.Progress;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunSpec;
import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.Safetensors;
import dev.atelier.engine.io.gguf.GgufModel;
import dev.atelier.engine.io.gguf.GgufReader;
import dev.atelier.engine.quant.Mix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportHandlerTest {
    private static final Path MODEL = Path.of("src/test/resources/parity/llama");
    private static final Path ADAPTER = MODEL.resolve("adapter_final");

    @TempDir
    Path folder;

    @Test
    void aRunIsItsModelAndItsAdapter() throws Exception {
        Path run = folder.resolve("run");
        run(run, MODEL.toAbsolutePath());
        assertThatThrownBy(() -> export(run, null, ExportFormat.GGUF, "a.gguf")).isInstanceOf(UserError.class).hasMessageContaining("wanted a finished run");
        copy(ADAPTER, run.resolve("adapter"));
        var outcome = export(run, null, ExportFormat.GGUF, "a.gguf");
        export(MODEL, ADAPTER, ExportFormat.GGUF, "b.gguf");
        sameButForItsOrigin(folder.resolve("a.gguf"), folder.resolve("b.gguf"));
        try (var file = GgufReader.open(folder.resolve("a.gguf"))) {
            assertThat(file.text("general.name")).contains("run");
            assertThat(file.text("general.base_model.0.name")).contains("llama");
            assertThat(file.text("general.description").orElseThrow()).startsWith("Tuned with Atelier (lora) on ");
        }
        assertThat(ExportHandler.size(run, null, ExportFormat.GGUF, Mix.F32)).isEqualTo(Files.size(folder.resolve("a.gguf")));
        assertThat(outcome.bytes()).isEqualTo(Files.size(folder.resolve("a.gguf")));
        assertThat(outcome.check()).isNotNull();
        assertThat(outcome.check().relative()).isLessThan(1e-5);
        var json = Json.SNAKE.valueToTree(outcome);
        assertThat(json.path("file").asText()).isEqualTo(folder.resolve("a.gguf").toString());
        assertThat(json.at("/check/max_logit_difference").isNumber()).isTrue();
    }

    @Test
    void aFullyTunedRunIsItsModel() throws Exception {
        Path run = folder.resolve("run");
        run(run, Path.of("/nowhere"), "method", "full");
        copy(MODEL, run.resolve("model"));
        export(run, null, ExportFormat.GGUF, "a.gguf");
        export(MODEL, null, ExportFormat.GGUF, "b.gguf");
        sameButForItsOrigin(folder.resolve("a.gguf"), folder.resolve("b.gguf"));
    }

    private static void sameButForItsOrigin(Path a, Path b) {
        try (var one = GgufReader.open(a); var other = GgufReader.open(b)) {
            assertThat(one.tensors().keySet()).isEqualTo(other.tensors().keySet());
            one.tensors().keySet().forEach(name -> assertThat(one.data(name).mismatch(other.data(name))).as(name).isEqualTo(-1));
            other.metadata().forEach((key, value) -> {
                if (!key.startsWith("general.")) {
                    assertThat(one.metadata().get(key)).as(key).isEqualTo(value);
                }
            });
        }
    }

    @Test
    void aRunWhoseModelIsGoneSaysHowToGoOn() throws Exception {
        Path run = folder.resolve("run");
        run(run, Path.of("/nowhere"));
        copy(ADAPTER, run.resolve("adapter"));
        assertThatThrownBy(() -> export(run, null, ExportFormat.GGUF, "a.gguf")).isInstanceOf(UserError.class).hasMessageContaining("--adapter").hasMessageContaining("/nowhere");
    }

    @Test
    void anAdapterByItselfHasNoCheck() throws Exception {
        var outcome = export(MODEL, ADAPTER, ExportFormat.PEFT, "peft");
        assertThat(outcome.check()).isNull();
        assertThat(Json.SNAKE.valueToTree(outcome).path("check").isNull()).isTrue();
        try (var written = Safetensors.open(folder.resolve("peft/adapter_model.safetensors")); var original = Safetensors.open(ADAPTER.resolve("adapter_model.safetensors"))) {
            assertThat(written.tensors().keySet()).isEqualTo(original.tensors().keySet());
            written.tensors().keySet().forEach(name -> assertThat(written.data(name).mismatch(original.data(name))).as(name).isEqualTo(-1));
        }
        assertThatThrownBy(() -> export(MODEL, null, ExportFormat.PEFT, "other")).isInstanceOf(UserError.class).hasMessageContaining("wanted an adapter");
    }

    @Test
    void aGgufFileIsASourceToo() throws Exception {
        export(MODEL, null, ExportFormat.GGUF, "base.gguf");
        Path base = folder.resolve("base.gguf");
        export(MODEL, ADAPTER, ExportFormat.GGUF, "wanted.gguf");
        assertThat(export(base, ADAPTER, ExportFormat.GGUF, "merged.gguf").check().relative()).isLessThan(1e-5);
        try (var wanted = GgufModel.open(folder.resolve("wanted.gguf")); var merged = GgufModel.open(folder.resolve("merged.gguf"))) {
            wanted.names().forEach(name -> assertThat(merged.floats(name)).as(name).isEqualTo(wanted.floats(name)));
        }
        assertThat(export(base, ADAPTER, ExportFormat.HF, "hf").check().relative()).isLessThan(1e-5);
        assertThat(export(base, ADAPTER, ExportFormat.GGUF_LORA, "lora.gguf").check()).isNull();
        assertThat(ExportHandler.size(base, ADAPTER, ExportFormat.GGUF_LORA, Mix.F32)).isEqualTo(Files.size(folder.resolve("lora.gguf")));
        assertThatThrownBy(() -> export(base, null, ExportFormat.GGUF_LORA, "none.gguf")).isInstanceOf(UserError.class).hasMessageContaining("--format gguf-lora: wanted an adapter");
        assertThatThrownBy(() -> export(base, null, ExportFormat.GGUF, "base.gguf")).isInstanceOf(UserError.class).hasMessageContaining("another file than the source");
    }

    @Test
    void onlyAGgufFileIsReplaced() throws Exception {
        Files.writeString(folder.resolve("a.gguf"), "my only copy");
        assertThatThrownBy(() -> export(MODEL, null, ExportFormat.GGUF, "a.gguf")).isInstanceOf(UserError.class).hasMessageContaining("something else");
        assertThat(folder.resolve("a.gguf")).hasContent("my only copy");
        export(MODEL, null, ExportFormat.GGUF, "b.gguf");
        export(MODEL, ADAPTER, ExportFormat.GGUF, "b.gguf");
        assertThatThrownBy(() -> export(MODEL, null, ExportFormat.GGUF, "")).isInstanceOf(UserError.class).hasMessageContaining("wanted a file");
    }

    @Test
    void aCancelLeavesNothing() {
        var cancelled = new Progress() {
            @Override
            public void at(String what, long done, long total) {}

            @Override
            public boolean cancelled() {
                return true;
            }
        };
        var request = new ExportHandler.Request(MODEL, ADAPTER, ExportFormat.GGUF, Mix.F32, folder.resolve("a.gguf"), TrainingConfig.Precision.AUTO, "cpu", true);
        assertThatThrownBy(() -> ExportHandler.run(request, cancelled)).isInstanceOf(CancellationException.class);
        assertThat(folder.toFile().list()).isEmpty();
    }

    private ExportHandler.Outcome export(Path source, @Nullable Path adapter, ExportFormat format, String name) throws IOException {
        return ExportHandler.run(new ExportHandler.Request(source, adapter, format, Mix.F32, folder.resolve(name), TrainingConfig.Precision.AUTO, "cpu", true), Progress.NONE);
    }

    private static void run(Path folder, Path model, String... setting) throws IOException {
        Files.createDirectories(folder);
        var settings = setting.length == 0 ? Settings.defaults() : Settings.with(Settings.defaults(), Map.of(setting[0], setting[1]));
        new RunSpec("a", model, Map.of(), settings, Map.of(), List.of(), false, "", Map.of()).write(new RunFolder(folder));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
