package dev.atelier.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.io.gguf.GgufValue;
import dev.atelier.engine.io.gguf.GgufWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vocabularies inside GGUF files. */
class VocabulariesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"gpt-2", "llama-spm", "qwen2"})
    void idsAreThoseOfLlamaCpp(String name) throws IOException {
        assertThat(Vocabularies.expected(name)).hasSize(46);
        assertThat(Vocabularies.ids(Vocabularies.gguf(name, folder), name)).isEqualTo(Vocabularies.expected(name));
    }

    private Path write(String model, List<String> tokens, List<Float> scores, List<Integer> types) {
        var keys = new LinkedHashMap<String, GgufValue>();
        keys.put("tokenizer.ggml.model", GgufValue.of(model));
        keys.put("tokenizer.ggml.tokens", GgufValue.strings(tokens));
        keys.put("tokenizer.ggml.token_type", GgufValue.i32s(types));
        keys.put("tokenizer.ggml.scores", GgufValue.f32s(scores));
        keys.put("tokenizer.ggml.unknown_token_id", GgufValue.u32(0));
        keys.put("tokenizer.ggml.cls_token_id", GgufValue.u32(1));
        keys.put("tokenizer.ggml.seperator_token_id", GgufValue.u32(2));
        var file = folder.resolve(model + ".gguf");
        GgufWriter.write(file, keys, List.of());
        return file;
    }

    @Test
    void wordPiece() {
        var file = write("bert", List.of("[UNK]", "[CLS]", "[SEP]", "\u2581un", "aff", "able", "\u2581,"), List.of(0f, 0f, 0f, 0f, 0f, 0f, 0f), List.of(2, 3, 3, 1, 1, 1, 1));
        try (var tokenizer = Tokenizer.open(file)) {
            assertThat(tokenizer.encode("Unaffable, \u00fcn xyz")).containsExactly(3, 4, 5, 6, 3, 0);
            assertThat(tokenizer.encodeFramed("un", 8).ids()).containsExactly(1, 3, 2);
            assertThat(tokenizer.decode(new int[] {3, 4, 5})).isEqualTo("unaffable");
        }
    }

    @Test
    void theLikeliestPieces() throws IOException {
        var file = write("t5", List.of("<unk>", "<s>", "</s>", "\u2581", "a", "b", "\u2581a", "ab"), List.of(0f, 0f, 0f, -2f, -3f, -4f, -1f, -2f), List.of(2, 3, 3, 1, 1, 1, 1, 1));
        try (var tokenizer = Tokenizer.open(file)) {
            assertThat(tokenizer.encode("ab")).containsExactly(3, 7);
            assertThat(tokenizer.encode("a")).containsExactly(6);
        }
        assertThat(Files.size(file)).isPositive();
    }
}
