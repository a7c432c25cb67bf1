package dev.atelier.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.gguf.GgufReader;
import dev.atelier.engine.io.gguf.GgufValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders whose only tokenizer is SentencePiece's tokenizer.model. */
class SentencePieceTest {
    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int BPE = 2;
    private static final int UNIGRAM = 1;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private Tokenizer open(byte[] model) throws IOException {
        Files.write(folder.resolve("tokenizer.model"), model);
        return Tokenizer.open(folder);
    }

    private static SpmBytes specials() {
        return new SpmBytes().piece("<unk>", 0, UNKNOWN).piece("<s>", 0, CONTROL).piece("</s>", 0, CONTROL);
    }

    /** Models that sentencepiece 0.2.2 trained, and the ids that it finds with them. */
    @ParameterizedTest
    @ValueSource(strings = {"unigram-nfkc", "unigram-bytes", "bpe-bytes", "bpe-noprefix"})
    void idsAreThoseOfSentencePiece(String name) throws IOException {
        var cases = Json.parse(Files.readString(Fixtures.path("tokenizers/sentencepiece/cases.json")), "cases.json").path(name);
        assertThat(cases).hasSize(20);
        try (var tokenizer = Tokenizer.open(Fixtures.path("tokenizers/sentencepiece/" + name))) {
            for (var one : cases) {
                assertThat(tokenizer.encode(one.path("text").asText())).as(one.path("text").toString()).isEqualTo(Json.MAPPER.convertValue(one.path("ids"), int[].class));
            }
            assertThat(tokenizer.bosId()).hasValue(1);
            assertThat(tokenizer.eosIds()).containsExactly(2);
            assertThat(tokenizer.addBos()).isTrue();
            if (name.endsWith("bytes")) {
                var text = "the cat \u2603 \ud83d\ude42\n  runs";
                assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
            }
        }
    }

    /** The vocabulary of Llama 2, whose ids llama.cpp gives: the same file as tokenizer.model. */
    @Test
    void llamasVocabulary() throws IOException {
        var model = new SpmBytes();
        var gguf = Vocabularies.gguf("llama-spm", folder);
        try (var reader = GgufReader.open(gguf)) {
            var tokens = ((GgufValue.Items) reader.metadata().get("tokenizer.ggml.tokens")).values();
            var scores = ((GgufValue.Items) reader.metadata().get("tokenizer.ggml.scores")).values();
            var types = ((GgufValue.Items) reader.metadata().get("tokenizer.ggml.token_type")).values();
            for (int id = 0; id < tokens.size(); id++) {
                model.piece(((GgufValue.Text) tokens.get(id)).value(), (float) ((GgufValue.Real) scores.get(id)).value(), (int) ((GgufValue.Whole) types.get(id)).value());
            }
        }
        model.trainer(BPE).normalizer(new byte[0], true, false);
        Files.write(folder.resolve("tokenizer.model"), model.toByteArray());
        assertThat(Vocabularies.ids(folder, "llama-spm")).isEqualTo(Vocabularies.expected("llama-spm"));
    }

    /** Of "\u2581ab" the pieces \u2581a + b cost 1 + 4, \u2581 + ab cost 2 + 2: the likelier is taken, not the longer or the first. */
    @Test
    void theLikeliestPieces() throws IOException {
        var model = specials().piece("\u2581", -2, NORMAL).piece("a", -3, NORMAL).piece("b", -4, NORMAL).piece("\u2581a", -1, NORMAL).piece("ab", -2, NORMAL);
        try (var tokenizer = open(model.trainer(UNIGRAM).normalizer(new byte[0], true, true).toByteArray())) {
            assertThat(tokenizer.encode("ab")).containsExactly(3, 7);
            assertThat(tokenizer.encode("a")).containsExactly(6);
            assertThat(tokenizer.encode("  a   b ")).containsExactly(6, 3, 5);
            assertThat(tokenizer.encode("ac")).containsExactly(6, 0);
            assertThat(tokenizer.decode(tokenizer.encode("ab a"))).isEqualTo("ab a");
        }
    }

    /** Of "\u2581abc": ab (-1) is merged before bc (-2), though bc and \u2581a would do as well. */
    @Test
    void theBestMergeFirst() throws IOException {
        var model = specials().piece("\u2581", -10, NORMAL).piece("a", -11, NORMAL).piece("b", -12, NORMAL).piece("c", -13, NORMAL).piece("ab", -1, NORMAL).piece("bc", -2, NORMAL)
                .piece("\u2581a", -3, NORMAL);
        try (var tokenizer = open(model.trainer(BPE).normalizer(new byte[0], true, false).toByteArray())) {
            assertThat(tokenizer.encode("abc")).containsExactly(3, 7, 6);
            assertThat(tokenizer.encode("acbc")).containsExactly(9, 6, 8);
        }
    }

    @Test
    void whatStandsBesideTheModel() throws IOException {
        Files.writeString(folder.resolve("tokenizer_config.json"), """
                {"bos_token": "<s>", "eos_token": "<|end|>", "add_bos_token": true, "add_eos_token": true, "legacy": false, "chat_template": "{{ bos_token }}!",
                 "added_tokens_decoder": {"0": {"content": "<unk>", "special": true}, "5": {"content": "<|end|>", "special": true, "rstrip": true}, "6": {"content": "<tool>"}}}
                """);
        var model = specials().piece("\u2581", -2, NORMAL).piece("a", -3, NORMAL).trainer(BPE).normalizer(new byte[0], true, false);
        try (var tokenizer = open(model.toByteArray())) {
            assertThat(tokenizer.encode("a<tool>a<|end|>  a")).containsExactly(3, 4, 6, 4, 5, 4); // not legacy: a space at the start alone
            assertThat(tokenizer.eosIds()).containsExactly(5);
            assertThat(tokenizer.vocabSize()).isEqualTo(7);
            assertThat(tokenizer.decode(new int[] {1, 3, 4, 5}, true)).isEqualTo("a");
            assertThat(tokenizer.encodeFramed("a", 9).ids()).containsExactly(1, 3, 4, 5);
            assertThat(TokenizerFacts.read(folder)).satisfies(facts -> assertThat(facts.type()).isEqualTo("BPE"));
        }
    }

    @Test
    void whatIsNoModel() throws IOException {
        var pieces = specials().piece("a", -1, NORMAL);
        for (var bad : List.of(new byte[0], "not a model at all, just words".getBytes(java.nio.charset.StandardCharsets.UTF_8), new byte[] {10, -1, -1, -1, -1, 15}, new byte[] {10, 2, 8},
                new SpmBytes().trainer(UNIGRAM).toByteArray(), specials().trainer(3).toByteArray(), specials().piece("x".repeat(2000), 0, NORMAL).trainer(BPE).toByteArray(),
                specials().message(3, new SpmBytes().whole(5, 0)).toByteArray(), specials().trainer(UNIGRAM).normalizer(new byte[] {4, 0, 0, 0, 1, 1, 1, 1}, true, true).toByteArray())) {
            assertThatThrownBy(() -> open(bad)).isInstanceOf(UserError.class).hasMessageContaining("tokenizer.model").message().doesNotContain("\n");
        }
        open(pieces.toByteArray()).close();
    }

    /** Whatever happens to the bytes, the file opens or is refused; the native library never sees what would end it. */
    @Test
    void damagedModels() throws IOException {
        var random = new Random(5);
        int opened = 0;
        var whole = Files.readAllBytes(Fixtures.path("tokenizers/sentencepiece/bpe-noprefix/tokenizer.model"));
        var mapped = Files.readAllBytes(Fixtures.path("tokenizers/sentencepiece/unigram-nfkc/tokenizer.model"));
        for (int i = 0; i < 300; i++) {
            var bytes = i % 10 == 0 ? mapped.clone() : whole.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            var damaged = i % 3 == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
            try (var tokenizer = open(damaged)) {
                tokenizer.decode(tokenizer.encode("the cat \u00e9\u2603 \uff21\ufb01"));
                opened++;
            } catch (UserError e) {
                assertThat(e.getMessage()).doesNotContain("\n");
            }
        }
        assertThat(opened).isPositive();
    }
}
