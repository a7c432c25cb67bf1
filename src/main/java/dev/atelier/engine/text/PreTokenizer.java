package dev.atelier.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * llama.cpp's name (tokenizer.ggml.pre) for the way a byte-level BPE tokenizer splits text before merging, found by the split expressions of
 * tokenizer.json. The expressions are those that llama.cpp's src/llama-vocab.cpp gives as the originals of each name.
 */
public final class PreTokenizer {
    private static final String GPT2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
    private static final String SUFFIXES = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    private static final String LLAMA3 = SUFFIXES + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String QWEN2 = LLAMA3.replace("\\p{N}{1,3}", "\\p{N}");
    private static final String QWEN35 =
            SUFFIXES + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
    private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
    private static final String START = "[^\\r\\n\\p{L}\\p{N}]?";
    private static final String END = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String TEKKEN = START + UPPER + "*" + LOWER + "+|" + START + UPPER + "+" + LOWER + "*|\\p{N}" + END;
    private static final String GPT4O =
            START + UPPER + "*" + LOWER + "+" + SUFFIXES + "?|" + START + UPPER + "+" + LOWER + "*" + SUFFIXES + "?|\\p{N}{1,3}" + END;
    private static final String DIGITS = "single digits";

    private static final Map<List<String>, String> NAMES = Map.of(
            List.of(GPT2), "gpt-2",
            List.of(DIGITS, GPT2), "smollm",
            List.of(LLAMA3), "llama-bpe",
            List.of(QWEN2), "qwen2",
            List.of(QWEN35), "qwen35",
            List.of(TEKKEN), "tekken",
            List.of(GPT4O), "gpt-4o");

    private PreTokenizer() {}

    /** The name; empty when llama.cpp knows no such split. */
    public static Optional<String> name(JsonNode tokenizer) {
        var steps = new ArrayList<String>();
        boolean known = collect(tokenizer.path("pre_tokenizer"), steps);
        var name = Optional.ofNullable(known ? NAMES.get(steps) : null);
        boolean wholeWordsFirst = tokenizer.path("model").path("ignore_merges").asBoolean();
        // llama-bpe takes a word that is a token as it is; smaug-bpe is the same split without that
        return name.map(n -> n.equals("llama-bpe") && !wholeWordsFirst ? "smaug-bpe" : n);
    }

    /** tokenizer.json's pre_tokenizer for a name; empty when the name is unknown here. */
    static Optional<ObjectNode> json(String name) {
        var split = name.equals("smaug-bpe") ? "llama-bpe" : name;
        var steps = NAMES.entrySet().stream().filter(entry -> entry.getValue().equals(split)).map(Map.Entry::getKey).findFirst();
        return steps.map(expressions -> {
            var sequence = Json.MAPPER.createObjectNode().put("type", "Sequence");
            var inner = sequence.putArray("pretokenizers");
            for (var expression : expressions) {
                if (expression.equals(DIGITS)) {
                    inner.addObject().put("type", "Digits").put("individual_digits", true);
                } else {
                    var step = inner.addObject().put("type", "Split").put("behavior", "Isolated").put("invert", false);
                    step.putObject("pattern").put("Regex", expression);
                }
            }
            inner.addObject().put("type", "ByteLevel").put("add_prefix_space", false).put("trim_offsets", false).put("use_regex", false);
            return sequence;
        });
    }

    private static boolean collect(JsonNode step, List<String> steps) {
        switch (step.path("type").asText()) {
            case "Sequence" -> {
                for (var inner : step.path("pretokenizers")) {
                    if (!collect(inner, steps)) {
                        return false;
                    }
                }
            }
            case "ByteLevel" -> {
                if (step.path("use_regex").asBoolean(true)) {
                    steps.add(GPT2);
                }
            }
            case "Digits" -> steps.add(step.path("individual_digits").asBoolean() ? DIGITS : "digits");
            case "Split" -> steps.add(step.path("pattern").path("Regex").asText());
            default -> {
                return false;
            }
        }
        return true;
    }
}
