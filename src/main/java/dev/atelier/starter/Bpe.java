package dev.atelier.starter;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A byte-level BPE vocabulary: GPT-2's split, GPT-2's visible symbol for each byte, merges in order of rank. */
final class Bpe {
    /** As in GPT-2's encoder.py; \s means Unicode's white space. */
    static final Pattern SPLIT = Pattern.compile(
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+", Pattern.UNICODE_CHARACTER_CLASS);

    private static final List<String> SYMBOLS = symbols();
    private final List<String> special;
    private final List<String> tokens;
    private final List<String> merges;
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<String, Integer> ranks = new HashMap<>();

    Bpe(List<String> special, List<String> tokens, List<String> merges) {
        this.special = List.copyOf(special);
        this.tokens = List.copyOf(tokens);
        this.merges = List.copyOf(merges);
        for (var i = 0; i < tokens.size(); i++) {
            ids.put(tokens.get(i), i);
        }
        for (var i = 0; i < merges.size(); i++) {
            ranks.put(merges.get(i), i);
        }
    }

    List<String> special() {
        return special;
    }

    /** Every token, at the index of its id, bytes shown as symbols. */
    List<String> tokens() {
        return tokens;
    }

    List<String> merges() {
        return merges;
    }

    /** The visible character that stands for a byte. */
    static String symbol(byte b) {
        return SYMBOLS.get(b & 0xFF);
    }

    private static boolean printable(int b) {
        return (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || (b >= 0xAE && b <= 0xFF);
    }

    private static List<String> symbols() {
        var symbols = new ArrayList<String>(256);
        var next = 256;
        for (var b = 0; b < 256; b++) {
            symbols.add(String.valueOf((char) (printable(b) ? b : next++)));
        }
        return List.copyOf(symbols);
    }

    /** The 256 symbols in the order of GPT-2's vocabulary: printable bytes first. */
    static List<String> byteSymbols() {
        var order = new ArrayList<String>(256);
        for (var wanted : new boolean[] {true, false}) {
            for (var b = 0; b < 256; b++) {
                if (printable(b) == wanted) {
                    order.add(SYMBOLS.get(b));
                }
            }
        }
        return order;
    }

    static List<String> split(String text) {
        var words = new ArrayList<String>();
        var matcher = SPLIT.matcher(text);
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }

    /** Token ids; special tokens are recognised wherever they stand. */
    List<Integer> encode(String text) {
        var out = new ArrayList<Integer>();
        var at = 0;
        while (at < text.length()) {
            var next = text.length();
            var token = "";
            for (var s : special) {
                var found = text.indexOf(s, at);
                if (found >= 0 && found < next) {
                    next = found;
                    token = s;
                }
            }
            split(text.substring(at, next)).forEach(word -> encode(word, out));
            if (!token.isEmpty()) {
                out.add(ids.get(token));
            }
            at = next + token.length();
        }
        return out;
    }

    private void encode(String word, List<Integer> out) {
        var parts = new ArrayList<String>();
        for (var b : word.getBytes(StandardCharsets.UTF_8)) {
            parts.add(symbol(b));
        }
        while (parts.size() > 1) {
            var best = Integer.MAX_VALUE;
            var at = -1;
            for (var i = 0; i + 1 < parts.size(); i++) {
                var rank = ranks.getOrDefault(parts.get(i) + " " + parts.get(i + 1), Integer.MAX_VALUE);
                if (rank < best) {
                    best = rank;
                    at = i;
                }
            }
            if (at < 0) {
                break;
            }
            parts.set(at, parts.get(at) + parts.remove(at + 1));
        }
        parts.forEach(part -> out.add(ids.get(part)));
    }
}
