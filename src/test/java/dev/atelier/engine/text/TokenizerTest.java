package dev.atelier.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenizerTest {
    private final Tokenizer tokenizer = Fixtures.bytes();

    @AfterAll
    void close() {
        tokenizer.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "hello world", "<|im_start|>user\n\u00e7a va\u00a0? \u4f60\u597d \ud83d\ude42\ud83d\udc69\u200d\ud83d\udcbb<|im_end|>\n", "tab\tcr\r\n  end  ", "nul\0byte"})
    void decodesWhatItEncoded(String text) {
        assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
        var encoded = tokenizer.encodeWithOffsets(text);
        assertThat(encoded.ids()).isEqualTo(tokenizer.encode(text));
        var covered = 0;
        for (var i = 0; i < encoded.length(); i++) {
            assertThat(encoded.from()[i]).isLessThanOrEqualTo(covered).isLessThan(encoded.to()[i]);
            covered = Math.max(covered, encoded.to()[i]);
        }
        assertThat(covered).isEqualTo(text.length());
    }

    @Test
    void mergesAndSpecialTokensAreOneToken() {
        assertThat(tokenizer.encode("hello")).containsExactly(tokenizer.id("hello").orElseThrow());
        assertThat(tokenizer.encode("<|im_start|>x<|im_end|>")).containsExactly(1, 3 + 'x', 2);
        assertThat(tokenizer.decode(new int[] {1, 3 + 'x', 2}, true)).isEqualTo("x");
        assertThat(tokenizer.vocabSize()).isEqualTo(266);
        assertThat(tokenizer.id("no such token")).isEmpty();
    }

    @Test
    void nothingIsTruncated() {
        assertThat(tokenizer.encode("x".repeat(100_000))).hasSize(100_000);
    }

    @Test
    void offsetsOfCharactersOutsideTheBasicPlane() {
        var encoded = tokenizer.encodeWithOffsets("\ud83d\ude42a");
        assertThat(encoded.length()).isEqualTo(5);
        assertThat(encoded.from()).containsExactly(0, 0, 0, 0, 2);
        assertThat(encoded.to()).containsExactly(2, 2, 2, 2, 3);
    }

    @Test
    void specialIdsComeFromTheFolder() {
        assertThat(tokenizer.eosIds()).containsExactly(2, 0);
        assertThat(tokenizer.eosId()).hasValue(2);
        assertThat(tokenizer.padId()).isZero();
        assertThat(tokenizer.bosId()).isEmpty();
        assertThat(tokenizer.addBos()).isFalse();
        assertThat(tokenizer.specialTexts()).containsEntry("eos_token", "<|im_end|>");
    }

    @Test
    void theTemplateOfTheFolder() {
        var template = Objects.requireNonNull(tokenizer.chatTemplate());
        assertThat(template.render(List.of(new Message("user", "hi")), true).text())
                .isEqualTo("<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n");
    }

    @Test
    void streamingNeverShowsHalfACharacter() {
        var text = "h\u00e9llo \ud83d\ude42\ud83d\udc69\u200d\ud83d\udcbb \u4f60\u597d";
        var decoder = new IncrementalDecoder(tokenizer, true);
        var out = new StringBuilder();
        for (var id : tokenizer.encode(text + "<|im_end|>")) {
            var piece = decoder.add(id);
            assertThat(piece).doesNotContain("\ufffd");
            out.append(piece);
        }
        assertThat(out.append(decoder.finish())).hasToString(text);
    }

    @Test
    void brokenBytesDoNotStopTheStream() {
        var decoder = new IncrementalDecoder(tokenizer, true);
        var broken = tokenizer.encode("\u00e9")[0];
        var out = new StringBuilder(decoder.add(broken));
        assertThat(out).isEmpty();
        out.append(decoder.add(tokenizer.encode("a")[0])).append(decoder.add(broken)).append(decoder.finish());
        assertThat(out).hasToString("\ufffda\ufffd");
    }

    @Test
    void aBosIsKnownFromTheConfiguration(@TempDir Path folder) throws IOException {
        Files.copy(Fixtures.path("tokenizers/bytes/tokenizer.json"), folder.resolve("tokenizer.json"));
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                "{\"bos_token\": {\"content\": \"<|im_start|>\"}, \"add_bos_token\": true, \"chat_template\": [{\"name\": \"tool_use\", \"template\": \"t\"},"
                        + " {\"name\": \"default\", \"template\": \"{{ bos_token }}d\"}]}");
        Files.writeString(folder.resolve("config.json"), "{\"eos_token_id\": 0}");
        try (var other = Tokenizer.open(folder)) {
            assertThat(other.addBos()).isTrue();
            assertThat(other.bosId()).hasValue(1);
            assertThat(other.eosIds()).containsExactly(0);
            assertThat(other.padId()).isZero();
            assertThat(Objects.requireNonNull(other.chatTemplate()).render(List.of(), false).text()).isEqualTo("<|im_start|>d");
        }
    }

    @Test
    void templatesAreFoundWhereTransformersFindsThem(@TempDir Path folder) throws IOException {
        Files.copy(Fixtures.path("tokenizers/bytes/tokenizer.json"), folder.resolve("tokenizer.json"));
        var named = Files.writeString(folder.resolve("tokenizer_config.json"),
                "{\"chat_template\": [{\"name\": \"default\", \"template\": \"d\"}, {\"name\": \"tool_use\", \"template\": \"t\"}, {\"name\": 7, \"template\": []}, 8]}");
        assertThat(rendered(folder, Map.of())).isEqualTo("d");
        assertThat(rendered(folder, Map.of("tools", List.of(1)))).isEqualTo("t");
        Files.writeString(folder.resolve("chat_template.json"), "{\"chat_template\": \"j\"}");
        assertThat(rendered(folder, Map.of())).isEqualTo("j");
        Files.writeString(folder.resolve("chat_template.jinja"), "file");
        assertThat(rendered(folder, Map.of())).isEqualTo("file");
        Files.delete(folder.resolve("chat_template.jinja"));
        Files.delete(folder.resolve("chat_template.json"));
        for (var none : List.of("{}", "{\"chat_template\": null}", "{\"chat_template\": 3}", "{\"chat_template\": {\"name\": {}}}", "[]", "7")) {
            Files.writeString(named, none);
            assertThat(Tokenizer.templateOf(folder)).as(none).isNull();
        }
        for (var wrong : List.of("{", "{\"chat_template\": \"{% if %}\"}", "{\"chat_template\": \"" + "x".repeat(2_000_000) + "\"}", "[".repeat(100_000))) {
            Files.writeString(named, wrong);
            assertThatThrownBy(() -> Tokenizer.templateOf(folder)).isInstanceOf(UserError.class).message().contains("tokenizer_config.json").doesNotContain("\n").hasSizeLessThan(500);
        }
        Files.writeString(named, "{\"chat_template\": \"{{ raise_exception('no\\\\n' ~ 'x' * 5000) }}\"}");
        assertThatThrownBy(() -> rendered(folder, Map.of())).isInstanceOf(UserError.class).message().startsWith("the chat template refuses these messages: no x").doesNotContain("\n").hasSizeLessThan(400);
    }

    private static String rendered(Path folder, Map<String, Object> variables) {
        return Objects.requireNonNull(Tokenizer.templateOf(folder)).render(List.of(), false, variables).text();
    }

    @Test
    void whatIsNotATokenizerIsSaid(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> Tokenizer.open(folder)).isInstanceOf(UserError.class).hasMessageContaining("neither tokenizer.json nor tokenizer.model");
        assertThatThrownBy(() -> Tokenizer.open(folder.resolve("none"))).isInstanceOf(UserError.class).hasMessageContaining("no such folder");
        var file = folder.resolve("tokenizer.json");
        for (var content : List.of("", "{", "[]", "{}", "{\"model\": {\"type\": \"BPE\"}}", "{\"model\": {\"type\": \"Nonsense\", \"vocab\": {}}}")) {
            Files.writeString(file, content);
            assertThatThrownBy(() -> Tokenizer.open(folder)).as(content).isInstanceOf(UserError.class).hasMessageContaining(file.toString());
        }
        Files.write(file, "{\"model\": \"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Tokenizer.open(folder)).isInstanceOf(UserError.class).hasMessageContaining("UTF-8");
    }
}
