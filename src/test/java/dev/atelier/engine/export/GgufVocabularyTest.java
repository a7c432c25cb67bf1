package dev.atelier.engine.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.UserError;
import dev.atelier.engine.io.gguf.GgufValue;
import dev.atelier.engine.io.gguf.GgufWriter;
import dev.atelier.engine.text.Fixtures;
import dev.atelier.engine.text.Message;
import dev.atelier.engine.text.Tokenizer;
import dev.atelier.engine.text.TokensHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tokenizer written into a GGUF file and read back gives the same ids. */
class GgufVocabularyTest {
    private static final List<String> TEXTS = List.of("", " ", "hello world, it's 1234", "  caf\u00e9\n\n\t\ud83d\ude42 \u4f60\u597d", "<|im_start|>user\nhello<|im_end|>");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @Test
    void byteLevel() throws IOException {
        for (var source : List.of(Fixtures.path("tokenizers/bytes"), Path.of("sample-projects/starter-model"))) {
            var file = folder.resolve("model.gguf");
            try (var tokenizer = Tokenizer.open(source)) {
                var warnings = new ArrayList<String>();
                GgufWriter.write(file, GgufTokenizer.keys(source, tokenizer.vocabSize(), warnings), List.of());
                assertThat(warnings).isEmpty();
                try (var again = Tokenizer.open(file)) {
                    for (var text : TEXTS) {
                        assertThat(again.encode(text)).isEqualTo(tokenizer.encode(text));
                        assertThat(again.decode(again.encode(text))).isEqualTo(text);
                    }
                    assertThat(again.vocabSize()).isEqualTo(tokenizer.vocabSize());
                    assertThat(again.eosId()).isEqualTo(tokenizer.eosId());
                    assertThat(again.addBos()).isEqualTo(tokenizer.addBos());
                    assertThat(Objects.requireNonNull(again.chatTemplate()).render(List.of(new Message("user", "u")), true).text())
                            .isEqualTo("<|im_start|>user\nu<|im_end|>\n<|im_start|>assistant\n");
                }
            }
            Files.delete(file);
        }
    }

    /** Merges follow from scores: of "ab" (-1) and "\u2581a" (-2) in "\u2581ab", the better one is taken first. */
    @Test
    void sentencePiece() throws IOException {
        var tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        var types = new ArrayList<>(List.of(2, 3, 3));
        var scores = new ArrayList<>(List.of(0f, 0f, 0f));
        for (var b = 0; b < 256; b++) {
            tokens.add("<0x" + HexFormat.of().withUpperCase().toHexDigits((byte) b) + ">");
            types.add(6);
            scores.add(0f);
        }
        var pieces = Map.of("\u2581", -10f, "a", -9f, "b", -8f, "ab", -1f, "\u2581a", -2f, "c", -7f);
        var order = List.of("\u2581", "a", "b", "ab", "\u2581a", "c");
        for (var piece : order) {
            tokens.add(piece);
            types.add(1);
            scores.add(Objects.requireNonNull(pieces.get(piece)));
        }
        var keys = new LinkedHashMap<String, GgufValue>();
        keys.put("tokenizer.ggml.model", GgufValue.of("llama"));
        keys.put("tokenizer.ggml.tokens", GgufValue.strings(tokens));
        keys.put("tokenizer.ggml.token_type", GgufValue.i32s(types));
        keys.put("tokenizer.ggml.scores", GgufValue.f32s(scores));
        keys.put("tokenizer.ggml.unknown_token_id", GgufValue.u32(0));
        keys.put("tokenizer.ggml.bos_token_id", GgufValue.u32(1));
        keys.put("tokenizer.ggml.eos_token_id", GgufValue.u32(2));
        keys.put("tokenizer.ggml.add_bos_token", GgufValue.of(true));
        var file = folder.resolve("spm.gguf");
        GgufWriter.write(file, keys, List.of());
        try (var tokenizer = Tokenizer.open(file)) {
            assertThat(tokenizer.encode("ab")).containsExactly(259, 262);
            assertThat(tokenizer.encode("ac")).containsExactly(263, 264);
            assertThat(tokenizer.encode("\u00e9")).containsExactly(259, 3 + 0xC3, 3 + 0xA9);
            assertThat(tokenizer.decode(tokenizer.encode("ab \u00e9"))).isEqualTo("ab \u00e9");
            assertThat(tokenizer.addBos()).isTrue();
            assertThat(tokenizer.eosId()).hasValue(2);
        }
    }

    @Test
    void whatIsNoTokenizer() throws IOException {
        var file = folder.resolve("none.gguf");
        GgufWriter.write(file, Map.of("tokenizer.ggml.model", GgufValue.of("none")), List.of());
        assertThatThrownBy(() -> Tokenizer.open(file)).isInstanceOf(UserError.class).hasMessageContaining("tokenizer.ggml.tokens");
        Files.writeString(file, "GGUF");
        assertThatThrownBy(() -> Tokenizer.open(file)).isInstanceOf(UserError.class);
    }

    @Test
    void severalTextsInOneFile() throws IOException {
        var texts = folder.resolve("texts");
        Files.writeString(texts, "a\n__ggml_vocab_test__\n\n__ggml_vocab_test__\nb\n\n__ggml_vocab_test__\n");
        assertThat(TokensHandler.run(Fixtures.path("tokenizers/bytes"), texts).ids()).containsExactly(List.of(100), List.of(), List.of(101, 13));
        Files.writeString(texts, "a\n");
        assertThat(TokensHandler.run(Fixtures.path("tokenizers/bytes"), texts).ids()).containsExactly(List.of(100, 13));
    }
}
