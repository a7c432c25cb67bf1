package dev.atelier.engine.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.gguf.GgufValue;
import dev.atelier.engine.text.PreTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GgufTokenizerTest {
    private static final String BYTE_LEVEL = """
            {"model": {"type": "BPE", "vocab": {"a": 3, "b": 4, "ab": 5, "Ġab": 6, "Ġ": 7}, "merges": [["a", "b"], ["Ġ", "ab"]]},
             "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "use_regex": true},
             "added_tokens": [{"id": 0, "content": "<|endoftext|>", "special": true}, {"id": 1, "content": "<|im_start|>", "special": false},
                              {"id": 2, "content": "<|im_end|>", "special": true}, {"id": 8, "content": "two words", "special": false}]}
            """;

    @TempDir @SuppressWarnings("NullAway.Init")
    Path folder;

    private final List<String> warnings = new ArrayList<>();

    @Test
    void aByteLevelVocabularyIsCarriedOver() throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), BYTE_LEVEL);
        Files.writeString(folder.resolve("tokenizer_config.json"),
                "{\"eos_token\": {\"content\": \"<|im_end|>\"}, \"pad_token\": \"<|endoftext|>\", \"chat_template\": \"{{ x }}\", \"add_bos_token\": false}");
        var keys = GgufTokenizer.keys(folder, 10, warnings);
        assertThat(warnings).isEmpty();
        assertThat(keys).containsAllEntriesOf(Map.of(
                "tokenizer.ggml.model", GgufValue.of("gpt2"),
                "tokenizer.ggml.pre", GgufValue.of("gpt-2"),
                "tokenizer.ggml.tokens", GgufValue.strings(List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>", "a", "b", "ab", "Ġab", "Ġ", "two words", "[PAD9]")),
                "tokenizer.ggml.token_type", GgufValue.i32s(List.of(3, 3, 3, 1, 1, 1, 1, 1, 4, 5)),
                "tokenizer.ggml.merges", GgufValue.strings(List.of("a b", "Ġ ab")),
                "tokenizer.ggml.eos_token_id", GgufValue.u32(2),
                "tokenizer.ggml.eot_token_id", GgufValue.u32(2),
                "tokenizer.ggml.padding_token_id", GgufValue.u32(0),
                "tokenizer.ggml.add_bos_token", GgufValue.of(false),
                "tokenizer.chat_template", GgufValue.of("{{ x }}")));
        assertThat(keys).doesNotContainKey("tokenizer.ggml.bos_token_id");
    }

    @Test
    void oldMergesAndSpacesInNewOnes() {
        assertThat(TokenTable.merges(Json.parse("{\"model\":{\"merges\":[\"a b\",\"Ġ ab\"]}}", ""))).containsExactly("a b", "Ġ ab");
        assertThat(TokenTable.merges(Json.parse("{\"model\":{\"merges\":[[\"a b\",\" \"]]}}", ""))).containsExactly("aĠb Ġ");
    }

    @Test
    void aTemplateThatStartsWithBosAddsIt() throws IOException {
        var post = "\"post_processor\": {\"type\": \"Sequence\", \"processors\": [{\"type\": \"ByteLevel\"}, {\"type\": \"TemplateProcessing\", "
                + "\"single\": [{\"SpecialToken\": {\"id\": \"<|endoftext|>\"}}, {\"Sequence\": {\"id\": \"A\"}}]}]}, ";
        Files.writeString(folder.resolve("tokenizer.json"), BYTE_LEVEL.replaceFirst("\\{", "{" + post));
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"bos_token\": \"<|endoftext|>\"}");
        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": [2, 0]}");
        Files.writeString(folder.resolve("chat_template.jinja"), "é");
        assertThat(GgufTokenizer.keys(folder, 9, warnings)).containsAllEntriesOf(Map.of(
                "tokenizer.ggml.add_bos_token", GgufValue.of(true),
                "tokenizer.ggml.add_eos_token", GgufValue.of(false),
                "tokenizer.ggml.bos_token_id", GgufValue.u32(0),
                "tokenizer.ggml.eos_token_id", GgufValue.u32(2),
                "tokenizer.chat_template", GgufValue.of("é")));
    }

    @Test
    void sentencePieceScoresFollowTheMerges() throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), """
                {"model": {"type": "BPE", "byte_fallback": true, "unk_token": "<unk>", "vocab": {"<unk>": 0, "<s>": 1, "<0x0A>": 2, "a": 3, "b": 4, "ab": 5, "▁ab": 6, "▁": 7},
                           "merges": ["a b", "▁ ab"]},
                 "normalizer": {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"}]},
                 "added_tokens": [{"id": 0, "content": "<unk>", "special": true}, {"id": 1, "content": "<s>", "special": true}]}
                """);
        var keys = GgufTokenizer.keys(folder, 8, warnings);
        assertThat(keys).containsAllEntriesOf(Map.of(
                "tokenizer.ggml.model", GgufValue.of("llama"),
                "tokenizer.ggml.token_type", GgufValue.i32s(List.of(2, 3, 6, 1, 1, 1, 1, 1)),
                "tokenizer.ggml.add_space_prefix", GgufValue.of(true)));
        assertThat(keys.get("tokenizer.ggml.scores")).isInstanceOfSatisfying(GgufValue.Items.class, scores -> {
            assertThat(scores.values().get(5)).isEqualTo(GgufValue.f32(-0.0));
            assertThat(scores.values().get(6)).isEqualTo(GgufValue.f32(-1));
        });
    }

    @Test
    void idsBeyondTheEmbeddingAreRefused() throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), BYTE_LEVEL);
        assertThatThrownBy(() -> GgufTokenizer.keys(folder, 8, warnings)).isInstanceOf(UserError.class).hasMessageContaining("two words");
        Files.writeString(folder.resolve("tokenizer.json"), BYTE_LEVEL.replace("\"type\": \"BPE\"", "\"type\": \"Unigram\""));
        assertThatThrownBy(() -> GgufTokenizer.keys(folder, 9, warnings)).isInstanceOf(UserError.class).hasMessageContaining("Unigram");
    }

    @Test
    void anUnknownSplitIsWarnedOf() throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), BYTE_LEVEL.replace("\"ByteLevel\"", "\"Whitespace\""));
        assertThat(GgufTokenizer.keys(folder, 9, warnings)).containsEntry("tokenizer.ggml.pre", GgufValue.of("default"));
        assertThat(warnings).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
        "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+; true; llama-bpe",
        "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+; false; smaug-bpe",
        "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+; false; qwen2",
        "\\w+; false; ``"})
    void theSplitNamesThePreTokenizer(String expression, boolean ignoreMerges, String name) {
        var tokenizer = Json.MAPPER.createObjectNode();
        tokenizer.putObject("model").put("ignore_merges", ignoreMerges);
        var steps = tokenizer.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
        steps.addObject().put("type", "Split").putObject("pattern").put("Regex", expression);
        steps.addObject().put("type", "ByteLevel").put("use_regex", false);
        assertThat(PreTokenizer.name(tokenizer).orElse("")).isEqualTo(name);
    }

    @Test
    void sizesAreLabelledAsConvertersDo() {
        assertThat(GgufExport.sizeLabel(1_235_814_400)).isEqualTo("1.2B");
        assertThat(GgufExport.sizeLabel(134_515_008)).isEqualTo("135M");
        assertThat(GgufExport.sizeLabel(4_600_000)).isEqualTo("4.6M");
        assertThat(GgufExport.sizeLabel(115_000)).isEqualTo("115K");
    }
}
