package dev.atelier.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** tokenizer.json of every model type, and what would end the process if the native library read it. */
class TokenizerJsonTest {
    private static final String BPE = "{'type': 'BPE', 'vocab': {'a': 0, 'b': 1, 'ab': 2, '<unk>': 3}, 'merges': [['a', 'b']], 'unk_token': '<unk>'}";
    private static final String UNIGRAM = "{'type': 'Unigram', 'unk_id': 0, 'vocab': [['<unk>', 0], ['a', -1], ['b', -2], ['ab', -2.5]], 'byte_fallback': false}";
    private static final String WORD_PIECE =
            "{'type': 'WordPiece', 'vocab': {'[UNK]': 0, '[CLS]': 1, '[SEP]': 2, 'hug': 3, '##s': 4, '!': 5}, 'unk_token': '[UNK]', 'continuing_subword_prefix': '##', 'max_input_chars_per_word': 100}";
    private static final String CLS_SEP = "'post_processor': {'type': 'TemplateProcessing', 'pair': [], 'single': [{'SpecialToken': {'id': '[CLS]', 'type_id': 0}}, {'Sequence': {'id': 'A', 'type_id': 0}},"
            + " {'SpecialToken': {'id': '[SEP]', 'type_id': 0}}], 'special_tokens': {'[CLS]': {'id': '[CLS]', 'ids': [1], 'tokens': ['[CLS]']}, '[SEP]': {'id': '[SEP]', 'ids': [2], 'tokens': ['[SEP]']}}}";
    private static final String ADDED = "{'id': %d, 'content': '%s', 'single_word': false, 'lstrip': false, 'rstrip': false, 'normalized': false, 'special': true}";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private Tokenizer open(String model, String more) throws IOException {
        return open(("{'version': '1.0', 'model': " + model + (more.isEmpty() ? "" : ", ") + more + "}").replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private Tokenizer open(byte[] document) throws IOException {
        Files.write(folder.resolve("tokenizer.json"), document);
        return Tokenizer.open(folder);
    }

    @Test
    void everyModelType() throws IOException {
        try (var bpe = open(BPE, ""); var unigram = open(UNIGRAM, ""); var words = open("{'type': 'WordLevel', 'vocab': {'hi': 0, '<unk>': 1}, 'unk_token': '<unk>'}", "")) {
            assertThat(bpe.encode("abba")).containsExactly(2, 1, 0);
            assertThat(unigram.encode("abc")).containsExactly(3, 0);
            assertThat(words.encode("hi")).containsExactly(0);
        }
    }

    /** Older files do not name the model's type. */
    @ParameterizedTest
    @ValueSource(strings = {BPE, UNIGRAM, WORD_PIECE})
    void withoutAType(String model) throws IOException {
        try (var named = open(model, ""); var tokenizer = open(model.replaceFirst("'type': '\\w+', ", ""), "")) {
            assertThat(tokenizer.encode("hugs ab")).isEqualTo(named.encode("hugs ab"));
        }
    }

    @Test
    void bertFramesItsTexts() throws IOException {
        try (var bert = open(WORD_PIECE, "'normalizer': {'type': 'BertNormalizer', 'clean_text': true, 'handle_chinese_chars': true, 'strip_accents': null, 'lowercase': true},"
                + " 'pre_tokenizer': {'type': 'BertPreTokenizer'}, 'decoder': {'type': 'WordPiece', 'prefix': '##', 'cleanup': true}, 'added_tokens': [" + ADDED.formatted(1, "[CLS]") + ", " + ADDED.formatted(2, "[SEP]") + "], " + CLS_SEP)) {
            assertThat(bert.encode("HUGS!")).containsExactly(3, 4, 5);
            assertThat(bert.encodeFramed("Hugs!", 5)).satisfies(framed -> assertThat(framed.cut()).isFalse()).extracting(Tokenizer.Framed::ids).isEqualTo(new int[] {1, 3, 4, 5, 2});
            assertThat(bert.encodeFramed("Hugs!", 4)).satisfies(framed -> assertThat(framed.cut()).isTrue()).extracting(Tokenizer.Framed::ids).isEqualTo(new int[] {1, 3, 4, 2});
            assertThat(bert.encodeFramed("", 4).ids()).containsExactly(1, 2);
            assertThat(bert.decode(bert.encodeFramed("hugs!", 9).ids(), true)).isEqualTo("hugs!");
        }
    }

    @Test
    void robertaFramesItsTexts() throws IOException {
        try (var roberta = open(BPE, "'post_processor': {'type': 'RobertaProcessing', 'sep': ['</s>', 8], 'cls': ['<s>', 7], 'trim_offsets': true, 'add_prefix_space': false}")) {
            assertThat(roberta.encodeFramed("abab", 3).ids()).containsExactly(7, 2, 8);
        }
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"cls_token\": \"a\", \"sep_token\": {\"content\": \"b\"}}");
        try (var named = open(BPE, "")) { // no processor: the configuration's
            assertThat(named.encodeFramed("ab", 9).ids()).containsExactly(0, 2, 1);
        }
    }

    /** Added tokens have the ids that the file gives them, also where the library would count on. */
    @Test
    void addedTokensKeepTheirIds() throws IOException {
        try (var next = open(BPE, "'added_tokens': [" + ADDED.formatted(4, "<x>") + ", " + ADDED.formatted(3, "<unk>") + "]")) {
            assertThat(next.encode("a<x>b")).containsExactly(0, 4, 1);
        }
        try (var gap = open(BPE, "'added_tokens': [" + ADDED.formatted(9, "<x>") + ", " + ADDED.formatted(7, "<y>") + "]")) {
            assertThat(gap.encode("a<x>b<y>")).containsExactly(0, 9, 1, 7);
            assertThat(gap.id("<x>")).hasValue(9);
            assertThat(gap.vocabSize()).isEqualTo(10);
            assertThat(gap.decode(new int[] {9, 7})).isEqualTo("<x> <y>");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '\u00a6', quoteCharacter = '`', textBlock = """
            {'type': 'BPE', 'vocab': {'a': 0, 'b': 1, 'ab': 2}, 'merges': [['a', 'b']], 'continuing_subword_prefix': '####'} \u00a6 \u00a6 second parts that start with
            {'type': 'BPE', 'vocab': {'a': 0}, 'merges': [['a', 'z']]}                                        \u00a6 \u00a6 out of vocabulary
            {'type': 'BPE', 'vocab': {'a': 4294967295}, 'merges': []}                                         \u00a6 \u00a6 the id of a
            {'type': 'BPE', 'vocab': {'a': -1}, 'merges': []}                                                 \u00a6 \u00a6 the id of a
            {'type': 'BPE', 'vocab': {'a': 'x'}, 'merges': []}                                                \u00a6 \u00a6 the id of a
            {'type': 'BPE', 'vocab': ['a'], 'merges': []}                                                     \u00a6 \u00a6 found array
            {'type': 'Unigram', 'unk_id': 99, 'vocab': [['a', 0]]}                                            \u00a6 \u00a6 unk_id
            {'type': 'Unigram', 'unk_id': 0, 'vocab': [['a']]}                                                \u00a6 \u00a6 [piece, score]
            {'type': 'Magic', 'vocab': {}}                                                                    \u00a6 \u00a6 Magic
            BPE \u00a6 'post_processor': {'type': 'TemplateProcessing', 'single': [{'SpecialToken': {'id': '[CLS]', 'type_id': 0}}], 'pair': [], 'special_tokens': {}} \u00a6 known special tokens
            BPE \u00a6 'post_processor': {'type': 'TemplateProcessing', 'single': [{'Sequence': {'id': 'B', 'type_id': 0}}], 'pair': [], 'special_tokens': {}} \u00a6 the text A
            BPE \u00a6 'post_processor': {'type': 'TemplateProcessing', 'single': ['[CLS]:0', '$A:0'], 'pair': [], 'special_tokens': {}}                  \u00a6 known special tokens
            BPE \u00a6 'post_processor': {'type': 'RobertaProcessing', 'sep': ['</s>', 4000000000], 'cls': ['<s>', 0], 'trim_offsets': true, 'add_prefix_space': true} \u00a6 ids below
            BPE \u00a6 'decoder': {'type': 'Strip', 'content': 'a', 'start': 1, 'stop': 1}                       \u00a6 stop is 0
            BPE \u00a6 'decoder': {'type': 'Sequence', 'decoders': [{'type': 'Strip', 'content': 'a', 'start': 0, 'stop': 9}]} \u00a6 stop is 0
            BPE \u00a6 'normalizer': {'type': 'Precompiled', 'precompiled_charsmap': 'AAAA'}                     \u00a6 character map
            BPE \u00a6 'normalizer': {'type': 'Precompiled', 'precompiled_charsmap': 'BAAAAP////8='}             \u00a6 outside itself
            BPE \u00a6 'normalizer': {'type': 'Precompiled', 'precompiled_charsmap': '***'}                      \u00a6 base 64
            BPE \u00a6 'normalizer': {'precompiled_charsmap': 'AAAA'}                                            \u00a6 without a type
            BPE \u00a6 'pre_tokenizer': {'type': 'FixedLength', 'length': 0}                                     \u00a6 a length above 0
            BPE \u00a6 'pre_tokenizer': {'type': 'Split', 'pattern': {'Regex': '(a|aa)+z'}, 'behavior': 'Isolated', 'invert': false} \u00a6 within a repetition
            BPE \u00a6 'pre_tokenizer': {'type': 'Split', 'pattern': {'Regex': '(?:a?){50}(?:a){50}b'}, 'behavior': 'Isolated', 'invert': false} \u00a6 within a repetition
            BPE \u00a6 'pre_tokenizer': {'type': 'Split', 'pattern': {'Regex': 'a?a?a?a?a?a?a?a?b'}, 'behavior': 'Isolated', 'invert': false} \u00a6 in a row
            BPE \u00a6 'pre_tokenizer': {'type': 'Split', 'pattern': {'Regex': '(('}, 'behavior': 'Isolated', 'invert': false} \u00a6 parenthesis
            BPE \u00a6 'pre_tokenizer': {'type': 'Beam'}                                                         \u00a6 Beam
            BPE \u00a6 'added_tokens': [{'id': 0, 'content': 'x'}]                                               \u00a6 an id of its own
            BPE \u00a6 'added_tokens': [{'id': 1, 'content': 'a'}]                                               \u00a6 the id 0 again
            BPE \u00a6 'added_tokens': {}                                                                        \u00a6 a list
            UNIGRAM \u00a6 'added_tokens': [{'id': 9, 'content': 'x'}]                                           \u00a6 follow
            """)
    void isRefusedInOneLine(String model, String more, String reason) {
        var named = switch (model) {
            case "BPE" -> BPE;
            case "UNIGRAM" -> UNIGRAM;
            default -> model;
        };
        assertThatThrownBy(() -> open(named, more == null ? "" : more)).isInstanceOf(UserError.class).hasMessageContaining("tokenizer.json").hasMessageContaining(reason)
                .message().doesNotContain("\n").hasSizeLessThan(500);
    }

    @Test
    void whatWouldGrowWithoutEnd() {
        var replace = "{'type': 'Replace', 'pattern': {'String': 'a'}, 'content': '" + "a".repeat(100) + "'}";
        var steps = "'normalizer': {'type': 'Sequence', 'normalizers': [" + String.join(", ", java.util.Collections.nCopies(4, replace)) + "]}";
        assertThatThrownBy(() -> open(BPE, steps)).isInstanceOf(UserError.class).hasMessageContaining("times as long");
        assertThatThrownBy(() -> open(BPE, "'added_tokens': [" + ADDED.formatted(4, "x".repeat(3_000_000)) + "]")).isInstanceOf(UserError.class).hasMessageContaining("characters");
        assertThatThrownBy(() -> open(("{\"model\":" + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8))).isInstanceOf(UserError.class).hasMessageContaining("depth");
    }

    /** What the library says of a text is a mistake in the text or the file, not a defect. */
    @Test
    void textsThatCannotBeSpelled() throws IOException {
        try (var tokenizer = open("{'type': 'Unigram', 'unk_id': null, 'vocab': [['a', -1]]}", "")) {
            assertThat(tokenizer.encode("aa")).containsExactly(0, 0);
            assertThatThrownBy(() -> tokenizer.encode("b")).isInstanceOf(UserError.class).hasMessageContaining("unk_id");
        }
        try (var tokenizer = open(BPE, "'decoder': {'type': 'ByteLevel', 'add_prefix_space': false, 'trim_offsets': false, 'use_regex': false}")) {
            assertThat(tokenizer.encode("\ud83d a").length).isPositive(); // half a character
            assertThatThrownBy(() -> tokenizer.encode("a".repeat(9 << 20))).isInstanceOf(UserError.class).hasMessageContaining("characters");
        }
    }

    /** Splits of tokenizers in use, and that they read a long text in time. */
    @ParameterizedTest
    @ValueSource(strings = {
        "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        "[^\\r\\n\\p{L}\\p{N}]?+\\p{L}++|\\p{N}{1,3}+| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*+|\\s++$|\\s*[\\r\\n]|\\s+(?!\\S)|\\s",
        "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        "\\d{1,3}(?=(?:\\d{3})*\\b)", "\\p{N}{1,3}", "[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+", "\\s+$", " ?[^(\\s|[.,!?\u2026\u3002\uff0c\u3001\u0964\u06d4\u060c])]+"
    })
    void splitsInUse(String expression) {
        assertThat(SplitExpression.problem(expression)).isEmpty();
    }

    @Test
    void damagedFiles() throws IOException {
        var whole = Files.readString(Fixtures.path("tokenizers/bytes/tokenizer.json"));
        var bert = ("{'version': '1.0', 'model': " + WORD_PIECE + ", " + CLS_SEP + "}").replace('\'', '"');
        var values = Pattern.compile("\\d+|true|false|null|\"[^\"]{0,30}\"");
        var wild = new String[] {"-1", "0", "4294967295", "99999999999999999999", "1e308", "null", "true", "\"\"", "[]", "{}", "\"x\"", "2147483648", "\"A\"", "[[]]"};
        var random = new Random(7);
        int opened = 0;
        for (int i = 0; i < 600; i++) {
            var text = i % 2 == 0 ? whole : bert;
            var found = values.matcher(text).results().toList();
            var at = found.get(random.nextInt(Math.min(found.size(), i % 3 == 0 ? 1000 : 60)));
            var bytes = (text.substring(0, at.start()) + wild[random.nextInt(wild.length)] + text.substring(at.end())).getBytes(StandardCharsets.UTF_8);
            if (i % 4 == 0) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            var damaged = i % 10 == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
            long start = System.nanoTime();
            try (var tokenizer = open(damaged)) {
                tokenizer.decode(tokenizer.encode("hello hugs! \u00e9"));
                tokenizer.encodeFramed("hello", 4);
                opened++;
            } catch (UserError e) {
                assertThat(e.getMessage()).doesNotContain("\n");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        }
        assertThat(opened).isPositive();
    }
}
