package dev.atelier.engine.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.Json;
import dev.atelier.domain.Progress;
import dev.atelier.domain.UserError;
import dev.atelier.engine.export.Exporter;
import dev.atelier.engine.quant.Mix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InspectHandlerTest {
    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final Path MODEL = RESOURCES.resolve("parity/llama");

    @TempDir
    Path folder;

    @Test
    void aModelsPartsAddUpToItsParameters() throws Exception {
        var model = (Inspection.Model) inspect(MODEL);
        // 2 layers: q 64x64, k and v 32x64, o 64x64; gate, up, down 128x64; 5 norms; embedding and head 320x64
        assertThat(model.weights().parts()).isEqualTo(Map.of("embeddings", 20480L, "attention", 24576L, "mlp", 49152L, "norms", 320L, "head", 20480L));
        assertThat(model.weights().parameters()).isEqualTo(115008);
        assertThat(model.weights().types()).isEqualTo(Map.of("F32", 115008L));
        assertThat(model.context()).isEqualTo(256);
        assertThat(model.tokenizer()).isNull();
    }

    @Test
    void aGgufFileHasTheModelsParts() throws Exception {
        Path file = folder.resolve("model");
        Exporter.gguf(MODEL, null, Mix.Q8_0, file, Progress.NONE);
        var gguf = (Inspection.Gguf) inspect(file);
        assertThat(gguf.weights().parts()).isEqualTo(((Inspection.Model) inspect(MODEL)).weights().parts());
        assertThat(gguf.weights().types()).isEqualTo(Map.of("Q8_0", 115008L - 320, "F32", 320L));
        assertThat(gguf.context()).isEqualTo(256);
        assertThat(gguf.keys()).containsEntry("llama.block_count", 2L);
    }

    @Test
    void anAdapterSaysWhatItChanges() throws Exception {
        var adapter = (Inspection.Adapter) inspect(MODEL.resolve("adapter_final"));
        assertThat(adapter.rank()).isEqualTo(4);
        assertThat(adapter.alpha()).isEqualTo(8);
        assertThat(adapter.modules()).isEqualTo(14);
        assertThat(adapter.weights().parameters()).isEqualTo(8192);
    }

    @Test
    void aTokenizerIsReadFromItsFiles() throws Exception {
        var tokens = (Inspection.Tokens) inspect(RESOURCES.resolve("tokenizers/bytes"));
        assertThat(tokens.tokenizer().special()).containsEntry("eos_token <|im_end|>", 2).containsEntry("pad_token <|endoftext|>", 0);
        assertThat(tokens.tokenizer().chatTemplate()).startsWith("{% for message");
        assertThat(tokens.tokenizer().preTokenizer()).contains("ByteLevel");
    }

    @Test
    void aProjectCountsItsRows() throws Exception {
        var project = (Inspection.Project) inspect(Path.of("sample-projects/dockerfiles"));
        assertThat(project.train().rows()).isEqualTo(Files.readAllLines(Path.of("sample-projects/dockerfiles/train.jsonl")).size());
        assertThat(project.train().shape()).isEqualTo("prompt/completion");
        assertThat(project.settings().size()).isPositive();
    }

    @Test
    void badLinesAreNamed() throws Exception {
        Path rows = Files.writeString(folder.resolve("rows.txt"), "{\"text\": \"a\"}\nno\n{\"text\": \"b\"}\n");
        var data = (Inspection.Data) inspect(rows);
        assertThat(data.rows()).isEqualTo(2);
        assertThat(data.findings()).singleElement().satisfies(finding -> assertThat(finding.line()).isEqualTo(2));
    }

    @Test
    void theDocumentSaysItsKind() throws Exception {
        var json = Json.SNAKE.valueToTree(inspect(MODEL));
        assertThat(json.path("kind").asText()).isEqualTo("model");
        assertThat(json.path("path").asText()).isEqualTo(MODEL.toAbsolutePath().toString());
        assertThat(json.has("tokenizer")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.bin", "adapter.pt", "x.pth", "a.ckpt"})
    void picklesAreRefusedWithTheReason(String name) throws Exception {
        Files.writeString(folder.resolve(name), "x");
        assertThatThrownBy(() -> inspect(folder.resolve(name))).isInstanceOf(UserError.class).hasMessageContaining("can run code");
        assertThatThrownBy(() -> inspect(folder)).isInstanceOf(UserError.class).hasMessageContaining("can run code").hasMessageContaining(name);
    }

    @Test
    void aPickleIsKnownByItsFirstBytes() throws Exception {
        Path file = Files.write(folder.resolve("weights"), new byte[] {(byte) 0x80, 2, '}', 'q'});
        assertThatThrownBy(() -> inspect(file)).isInstanceOf(UserError.class).hasMessageContaining("can run code");
    }

    @Test
    void whatIsNothingIsSaidSo() throws Exception {
        assertThatThrownBy(() -> inspect(folder)).isInstanceOf(UserError.class).hasMessageContaining("an empty folder");
        assertThatThrownBy(() -> inspect(folder.resolve("absent"))).isInstanceOf(UserError.class).hasMessageContaining("nothing at");
        Path text = Files.writeString(folder.resolve("a.md"), "# no rows\n");
        assertThatThrownBy(() -> inspect(text)).isInstanceOf(UserError.class).hasMessageContaining("line 1: not JSON");
    }

    private static Inspection inspect(Path path) throws IOException {
        return InspectHandler.run(path, Progress.NONE);
    }
}
