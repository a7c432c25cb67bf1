package dev.atelier.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.UserError;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a tokenizer.json does around its model. Only steps that are known are let through, and only with values that the native library survives: it
 * ends the process at a template that names no token, a character map that points outside itself, and the like.
 */
final class TokenizerSteps {
    private static final Map<String, Set<String>> KNOWN = Map.of(
            "normalizer", Set.of("BertNormalizer", "Strip", "StripAccents", "NFC", "NFD", "NFKC", "NFKD", "Sequence", "Lowercase", "Nmt", "Precompiled", "Replace", "Prepend", "ByteLevel"),
            "pre_tokenizer", Set.of("BertPreTokenizer", "ByteLevel", "CharDelimiterSplit", "Metaspace", "Whitespace", "WhitespaceSplit", "Sequence", "Split", "Punctuation", "Digits",
                    "UnicodeScripts", "FixedLength"),
            "post_processor", Set.of("RobertaProcessing", "BertProcessing", "ByteLevel", "TemplateProcessing", "Sequence"),
            "decoder", Set.of("BPEDecoder", "ByteLevel", "WordPiece", "Metaspace", "CTC", "Sequence", "Replace", "Fuse", "Strip", "ByteFallback"));
    private static final int MAX_STEPS = 256;
    private static final int MAX_GROWTH = 64;

    private final String where;
    private final String part;
    private int steps;
    private double growth = 1;

    private TokenizerSteps(String where, String part) {
        this.where = where;
        this.part = part;
    }

    /** {@link UserError} for the first step that will not do; {@code where} names the document. */
    static void check(JsonNode root, String where) {
        KNOWN.keySet().stream().sorted().forEach(part -> {
            if (!root.path(part).isMissingNode() && !root.path(part).isNull()) {
                new TokenizerSteps(where, part).check(root.path(part));
            }
        });
    }

    private void check(JsonNode step) {
        var type = step.path("type").asText("");
        if (!KNOWN.getOrDefault(part, Set.of()).contains(type)) {
            throw wrong("a step that is known here", type.isEmpty() ? "one without a type" : "the type " + shown(type));
        }
        if (++steps > MAX_STEPS) {
            throw wrong("at most " + MAX_STEPS + " steps", "more");
        }
        switch (type) {
            case "Sequence" -> step.path(part.equals("post_processor") ? "processors" : part.equals("pre_tokenizer") ? "pretokenizers" : part + "s").forEach(this::check);
            case "Precompiled" -> charsMap(step.path("precompiled_charsmap"));
            case "Replace" -> {
                pattern(step.path("pattern"));
                grow(step.path("content").asText().length(), step.path("pattern").path("String").asText("").length());
            }
            case "Prepend" -> grow(step.path("prepend").asText().length(), 1);
            case "Split" -> pattern(step.path("pattern"));
            case "FixedLength" -> want(step.path("length").asInt(5) > 0, "a length above 0", step.path("length"));
            case "Strip" -> want(part.equals("normalizer") || step.path("stop").asInt(-1) == 0, "a Strip whose stop is 0", step.path("stop"));
            case "RobertaProcessing", "BertProcessing" -> {
                id(step.path("sep").path(1));
                id(step.path("cls").path(1));
            }
            case "TemplateProcessing" -> template(step);
            default -> {}
        }
    }

    private void pattern(JsonNode pattern) {
        if (pattern.has("Regex")) {
            SplitExpression.problem(pattern.path("Regex").asText()).ifPresent(problem -> {
                throw wrong("a regular expression that ends on every text", shown(pattern.path("Regex").asText()) + " (" + problem + ")");
            });
        }
    }

    /** Each replacement may make the text longer; together they must not make it endless. */
    private void grow(int content, int replaced) {
        growth *= Math.max(1, (content + 1.0) / (replaced + 1));
        if (growth > MAX_GROWTH) {
            throw wrong("replacements that leave a text its size", "some that make it " + (int) growth + " times as long");
        }
    }

    private void charsMap(JsonNode encoded) {
        try {
            var problem = CharsMap.problem(Base64.getDecoder().decode(encoded.asText("")));
            if (problem.isPresent()) {
                throw wrong("a compiled character map", problem.get());
            }
        } catch (IllegalArgumentException e) {
            throw wrong("a character map in base 64", "other characters");
        }
    }

    private void template(JsonNode template) {
        var tokens = template.path("special_tokens");
        for (var token : tokens) {
            want(token.path("ids").isArray() && token.path("ids").size() == token.path("tokens").size(), "as many ids as tokens", token);
            token.path("ids").forEach(this::id);
        }
        for (var name : new String[] {"single", "pair"}) {
            for (var piece : template.path(name)) {
                if (piece.isTextual()) {
                    textual(piece.textValue(), name, tokens);
                } else if (piece.has("SpecialToken")) {
                    want(tokens.has(piece.path("SpecialToken").path("id").asText()), "a template of known special tokens", piece);
                } else {
                    var sequence = piece.path("Sequence").path("id").asText();
                    want(sequence.equals("A") || (name.equals("pair") && sequence.equals("B")), "a template of the text A", piece);
                }
            }
        }
    }

    private void id(JsonNode id) {
        want(id.isInt() && id.intValue() >= 0 && id.intValue() < TokenizerVocabulary.MAX_ID, "ids below " + TokenizerVocabulary.MAX_ID, id);
    }

    /** The short spelling: "$A:0", "[CLS]:0". */
    private void textual(String piece, String name, JsonNode tokens) {
        want(piece.startsWith("$") ? !piece.startsWith("$B") || name.equals("pair") : tokens.has(piece.split(":", -1)[0]), "a template of known special tokens",
                com.fasterxml.jackson.databind.node.TextNode.valueOf(piece));
    }

    private void want(boolean holds, String wanted, JsonNode found) {
        if (!holds) {
            throw wrong(wanted, found.isMissingNode() ? "none" : shown(found.toString()));
        }
    }

    private UserError wrong(String wanted, String found) {
        return UserError.of(where + ": " + part.replace('_', ' ').toLowerCase(Locale.ROOT) + ": wanted " + wanted, found, "fetch the file again, or use another model's tokenizer");
    }

    private static String shown(String text) {
        return (text.length() <= 60 ? text : text.substring(0, 60) + "...").replaceAll("\\p{Cntrl}", "?");
    }
}
