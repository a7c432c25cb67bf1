package dev.atelier.engine.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.Json;
import dev.atelier.domain.Progress;
import dev.atelier.domain.UserError;
import dev.atelier.engine.export.Exporter;
import dev.atelier.engine.io.DType;
import dev.atelier.engine.io.ModelFolder;
import dev.atelier.engine.io.SafetensorsWriter;
import dev.atelier.engine.quant.Mix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        assertThat(model.weights().typeBytes()).isEqualTo(Map.of("F32", 4 * 115008L));
        assertThat(model.tokenizer()).isNull();
        assertThat(model.licence()).isNull();
        assertThat(model.problems()).isEmpty();
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
    void whatIsWholeIsToldBesideWhatIsBroken() throws Exception {
        copy(MODEL.resolve("config.json"), "config.json");
        copy(RESOURCES.resolve("tokenizers/bytes/tokenizer.json"), "tokenizer.json");
        assertThat(problem()).contains("wanted model.safetensors");
        byte[] weights = Files.readAllBytes(MODEL.resolve("model.safetensors"));
        Files.write(folder.resolve("model.safetensors"), Arrays.copyOf(weights, weights.length - 1));
        assertThat(problem()).contains("data_offsets inside");
        var cut = (Inspection.Model) inspect(folder);
        assertThat(cut.architecture()).isEqualTo("llama");
        assertThat(cut.weights()).isNull();
        assertThat(cut.tokenizer()).isNotNull();

        Files.write(folder.resolve("model.safetensors"), weights);
        assertThat(inspect(folder).problems()).isEmpty();
        String config = Files.readString(folder.resolve("config.json"));
        Files.writeString(folder.resolve("config.json"), config.replace("\"llama\"", "\"mamba9\""));
        assertThat(problem()).contains("llama").contains("found mamba9");
        Files.writeString(folder.resolve("config.json"), config.replace("\"intermediate_size\": 128", "\"intermediate_size\": 130"));
        assertThat(problem()).contains("[130, 64]");
        Files.writeString(folder.resolve("config.json"), "{");
        assertThat(problem()).contains("config.json");
        assertThat(((Inspection.Model) inspect(folder)).weights()).isNotNull();
        Files.writeString(folder.resolve("tokenizer.json"), "{");
        assertThat(inspect(folder).problems()).hasSize(2);
    }

    @Test
    void weightsThatAreNoFloatsAreAProblem() throws Exception {
        copy(MODEL.resolve("config.json"), "config.json");
        try (var model = ModelFolder.open(MODEL)) {
            SafetensorsWriter.write(folder.resolve("model.safetensors"), Map.of(), model.names().stream().map(name -> new SafetensorsWriter.Entry(name, DType.I32, model.shape(name),
                    () -> model.find(name).file().data(name))).toList());
        }
        assertThat(problem()).contains("F8_E4M3").contains("found I32");
    }

    @Test
    void anAdapterThatDoesNotFitItsConfigurationIsToldAllTheSame() throws Exception {
        copy(MODEL.resolve("adapter_final/adapter_model.safetensors"), "adapter_model.safetensors");
        Files.writeString(folder.resolve("adapter_config.json"), Files.readString(MODEL.resolve("adapter_final/adapter_config.json")).replace("\"r\": 4", "\"r\": 5"));
        var adapter = (Inspection.Adapter) inspect(folder);
        assertThat(adapter.problems()).singleElement().asString().contains("[5, in]");
        assertThat(adapter.rank()).isEqualTo(5);
        assertThat(adapter.weights().parameters()).isEqualTo(8192);
    }

    @Test
    void aVocabularyInAGgufFileIsATokenizer() throws Exception {
        try (var files = Files.list(RESOURCES.resolve("tokenizers/bytes"))) {
            for (Path file : files.toList()) {
                copy(file, file.getFileName().toString());
            }
        }
        Files.writeString(folder.resolve("config.json"), Files.readString(MODEL.resolve("config.json")));
        copy(MODEL.resolve("model.safetensors"), "model.safetensors");
        Path file = folder.resolve("gguf/a.gguf");
        Files.createDirectories(file.getParent());
        Exporter.gguf(folder, null, Mix.F16, file, Progress.NONE);
        var gguf = (Inspection.Gguf) inspect(file.getParent());
        assertThat(gguf.path()).hasFileName("a.gguf");
        assertThat(gguf.problems()).isEmpty();
        assertThat(gguf.tokenizer().type()).isEqualTo("gpt2");
        assertThat(gguf.tokenizer().special()).containsEntry("eos_token <|im_end|>", 2);
        assertThat(gguf.tokenizer().chatTemplate()).startsWith("{% for message");
        assertThat(gguf.keys()).doesNotContainKey("tokenizer.chat_template");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "LICENSE     | Apache License      | 'Apache License\n  Version 2.0, January 2004'          | Apache-2.0",
        "LICENSE.txt | MIT License         | '\n\nMIT License\n\nCopyright'                        | MIT",
        "COPYING     | GNU GENERAL PUBLIC LICENSE | 'GNU GENERAL PUBLIC LICENSE\n Version 3, 29 June' | GPL-3.0",
        "licence.md  | ## Our own terms    | '## Our own terms\n'                                  |",
        "README.md   | license: cc-by-4.0  | '---\nlanguage: en\nlicense: cc-by-4.0\n---\n# A model' | CC-BY-4.0",
        "README.md   | license: llama3.2   | '---\nlicense: llama3.2\n---\n'                       |",
    })
    void theLicenceIsNamed(String file, String firstLine, String text, @Nullable String spdx) throws Exception {
        Files.writeString(folder.resolve(file), text.replace("\\n", "\n"));
        copy(MODEL.resolve("config.json"), "config.json");
        assertThat(((Inspection.Model) inspect(folder)).licence()).isEqualTo(new Licence(file, firstLine, spdx));
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

    private void copy(Path from, String name) throws IOException {
        Files.copy(from, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private String problem() throws IOException {
        return inspect(folder).problems().getFirst();
    }

    private static Inspection inspect(Path path) throws IOException {
        return InspectHandler.run(path, Progress.NONE);
    }
}
