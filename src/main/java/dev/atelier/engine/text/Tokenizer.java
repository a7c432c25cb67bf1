package dev.atelier.engine.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.gguf.GgufReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The tokenizer of a Hugging Face folder or a GGUF file. Nothing is truncated, padded or added: special tokens appear where the text spells them. Safe for use
 * by several threads.
 */
public final class Tokenizer implements AutoCloseable {
    /** What the native library is told; it would truncate at 512 tokens if not asked otherwise. */
    private static final Map<String, String> OPTIONS = Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "false");

    /** In characters: longer ones the native library may not survive. */
    private static final int MAX_TEXT = 8 << 20;

    /**
     * @param cut whether tokens of the text were left out
     */
    @SuppressWarnings("ArrayRecordComponent") // read often, compared never
    public record Framed(int[] ids, boolean cut) {}

    private final HuggingFaceTokenizer library;
    private final Map<String, Integer> vocabulary;
    private final int vocabSize;
    private final SpecialTokens specials;
    private final boolean addBos;
    private final int[] before;
    private final int[] after;
    private final @Nullable ChatTemplate chatTemplate;

    private Tokenizer(HuggingFaceTokenizer library, Map<String, Integer> vocabulary, SpecialTokens specials, @Nullable ChatTemplate chatTemplate) {
        this.library = library;
        this.vocabulary = vocabulary;
        this.specials = specials;
        this.chatTemplate = chatTemplate;
        vocabSize = vocabulary.isEmpty() ? 0 : Collections.max(vocabulary.values()) + 1;
        var frame = frame("a");
        before = frame.ids.length > 0 ? Arrays.copyOf(frame.ids, frame.from) : special("cls_token");
        after = frame.ids.length > 0 ? Arrays.copyOfRange(frame.ids, frame.to, frame.ids.length) : special("sep_token");
        addBos = specials.bosId().isPresent() && specials.addBos().orElseGet(() -> before.length > 0 && before[0] == specials.bosId().getAsInt());
    }

    /**
     * Reads tokenizer.json (or tokenizer.model) and what stands beside it (tokenizer_config.json, generation_config.json, config.json, chat_template.jinja), or the
     * tokenizer inside a GGUF file.
     */
    public static Tokenizer open(Path model) {
        return Files.isRegularFile(model) ? openGguf(model) : openFolder(model);
    }

    private static Tokenizer openGguf(Path file) {
        try (var reader = GgufReader.open(file)) {
            var vocabulary = GgufVocabulary.read(reader);
            var json = vocabulary.json();
            var specials = vocabulary.specials();
            var template = reader.text("tokenizer.chat_template").map(source -> ChatTemplate.of(source, file.toString(), specials.texts()));
            return new Tokenizer(library(json.where(), json.text()), json.vocabulary(), specials, template.orElse(null));
        }
    }

    private static Tokenizer openFolder(Path folder) {
        var json = TokenizerJson.find(folder);
        if (json == null) {
            throw UserError.of("wanted a tokenizer in " + folder, Files.isDirectory(folder) ? "neither tokenizer.json nor tokenizer.model" : "no such folder",
                    "fetch the model's tokenizer.json into the folder");
        }
        var specials = SpecialTokens.read(folder, json.vocabulary(), json.specials());
        var template = ChatTemplate.find(folder, specials.texts());
        return new Tokenizer(library(json.where(), json.text()), json.vocabulary(), specials, template);
    }

    private static HuggingFaceTokenizer library(String file, String json) {
        try {
            return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), OPTIONS);
        } catch (IOException | RuntimeException e) {
            throw new UserError(file + ": wanted a tokenizer, found one that does not load (" + line(e) + "): fetch it again", e);
        }
    }

    /** The folder's chat template, without loading the vocabulary. */
    public static @Nullable ChatTemplate templateOf(Path folder) {
        return ChatTemplate.find(folder, SpecialTokens.read(folder, Map.of()).texts());
    }

    /** Ids of the text alone, no bos, no eos. */
    public int[] encode(String text) {
        return ints(encoded(text, false).getIds());
    }

    /**
     * Ids of a text within the tokenizer's own special tokens, as a classifier wants it: {@code [CLS] ... [SEP]}, {@code <s> ... </s>}.
     *
     * @param maxLength most tokens, special ones included: the text's end is cut, the special tokens stay
     */
    public Framed encodeFramed(String text, int maxLength) {
        var ids = encode(text);
        int room = Math.max(0, maxLength - before.length - after.length);
        int kept = Math.min(ids.length, room);
        var framed = Arrays.copyOf(before, before.length + kept + after.length);
        System.arraycopy(ids, 0, framed, before.length, kept);
        System.arraycopy(after, 0, framed, before.length + kept, after.length);
        return new Framed(framed, kept < ids.length);
    }

    /** Ids with the characters they cover. */
    public Encoded encodeWithOffsets(String text) {
        return spans(encoded(text, false), text);
    }

    private Encoding encoded(String text, boolean framed) {
        if (text.length() > MAX_TEXT) {
            throw UserError.of("wanted a text of at most " + MAX_TEXT + " characters", text.length() + " characters", "split it");
        }
        try {
            return library.encode(text, framed, false);
        } catch (RuntimeException e) {
            throw new UserError("wanted a text that the tokenizer can spell, found " + line(e) + ": change the text, or fetch the model's tokenizer again", e);
        }
    }

    /** The text, special tokens included. */
    public String decode(int[] ids) {
        return decode(ids, false);
    }

    public String decode(int[] ids, boolean skipSpecialTokens) {
        return ids.length == 0 ? "" : library.decode(Arrays.stream(ids).asLongStream().toArray(), skipSpecialTokens);
    }

    /** The largest id plus one: at most the rows of the model's embedding. */
    public int vocabSize() {
        return vocabSize;
    }

    public OptionalInt id(String token) {
        var id = vocabulary.get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** Every id that ends a generation; empty if the folder names none. */
    public Set<Integer> eosIds() {
        return specials.eosIds();
    }

    /** The id training appends to plain texts. */
    public OptionalInt eosId() {
        return specials.eosIds().stream().mapToInt(Integer::intValue).findFirst();
    }

    public OptionalInt bosId() {
        return specials.bosId();
    }

    /** pad_token, else eos, else 0: padded positions are never looked at, so any valid id serves. */
    public int padId() {
        return specials.padId().orElseGet(() -> eosId().orElse(0));
    }

    /** Whether plain text (no chat template) starts with {@link #bosId}. */
    public boolean addBos() {
        return addBos;
    }

    /** bos_token, eos_token ... as templates see them. */
    public Map<String, String> specialTexts() {
        return specials.texts();
    }

    public @Nullable ChatTemplate chatTemplate() {
        return chatTemplate;
    }

    @Override
    public void close() {
        library.close();
    }

    @SuppressWarnings("ArrayRecordComponent") // read once
    private record Frame(int[] ids, int from, int to) {}

    /** What the tokenizer puts around a text, which stands from {@code from} to {@code to}; nothing where it puts nothing, or cannot spell the text. */
    private Frame frame(String text) {
        try {
            var alone = encode(text);
            var framed = ints(encoded(text, true).getIds());
            int at = indexOf(framed, alone);
            if (alone.length > 0 && at >= 0 && framed.length > alone.length) {
                return new Frame(framed, at, at + alone.length);
            }
        } catch (UserError e) {
            // it is said when a text is to be spelled
        }
        return new Frame(new int[0], 0, 0);
    }

    private int[] special(String name) {
        var text = specials.texts().get(name);
        var id = text == null ? null : vocabulary.get(text);
        return id == null ? new int[0] : new int[] {id};
    }

    private static int indexOf(int[] ids, int[] part) {
        for (int at = 0; at + part.length <= ids.length; at++) {
            if (Arrays.equals(ids, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        return -1;
    }

    private static String line(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static Encoded spans(Encoding encoding, String text) {
        var ids = ints(encoding.getIds());
        var spans = encoding.getCharTokenSpans();
        var from = new int[ids.length];
        var to = new int[ids.length];
        var units = utf16(text);
        for (var i = 0; i < ids.length; i++) {
            var span = spans[i];
            from[i] = span == null ? (i == 0 ? 0 : to[i - 1]) : units[Math.min(span.getStart(), units.length - 1)];
            to[i] = span == null ? from[i] : units[Math.min(span.getEnd(), units.length - 1)];
        }
        return new Encoded(ids, from, to);
    }

    /** For each code point, and for the text's end, its offset in UTF-16 units: the library counts code points. */
    private static int[] utf16(String text) {
        var points = text.codePointCount(0, text.length());
        if (points == text.length()) {
            return IntStream.rangeClosed(0, points).toArray();
        }
        var units = new int[points + 1];
        for (int point = 0, unit = 0; point < points; point++) {
            units[point] = unit;
            unit += Character.charCount(text.codePointAt(unit));
        }
        units[points] = text.length();
        return units;
    }

    private static int[] ints(long[] ids) {
        return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
    }
}
