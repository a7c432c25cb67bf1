package dev.atelier.starter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Word n-grams of a set of prompts, n = 8. Words are read in two ways, and both count: cut at white space, and cut at whatever is neither letter nor
 * digit; in lower case. A prompt of fewer words counts as one n-gram of its own length when it is compared with whole prompts.
 */
final class NGrams {
    static final int N = 8;
    static final NGrams NONE = new NGrams(List.of());
    private final Set<Long> grams = new HashSet<>();
    private final Set<String> prompts = new HashSet<>();

    NGrams(Collection<String> prompts) {
        for (var prompt : prompts) {
            grams.addAll(hashes(prompt));
            this.prompts.add(normal(prompt));
        }
    }

    /** True if the text holds one of the n-grams. */
    boolean anyIn(String text) {
        if (grams.isEmpty()) {
            return false;
        }
        for (var hash : hashes(text)) {
            if (grams.contains(hash)) {
                return true;
            }
        }
        return false;
    }

    /** True if the prompt holds one of the n-grams or is, but for case and punctuation, one of the prompts. */
    boolean meets(String prompt) {
        return prompts.contains(normal(prompt)) || anyIn(prompt);
    }

    private static String normal(String text) {
        return String.join(" ", words(text, false));
    }

    private static List<Long> hashes(String text) {
        var hashes = new ArrayList<Long>();
        add(words(text, true), hashes);
        add(words(text, false), hashes);
        return hashes;
    }

    private static void add(List<String> words, List<Long> hashes) {
        for (var i = 0; i + N <= words.size(); i++) {
            var hash = 1469598103934665603L;
            for (var word : words.subList(i, i + N)) {
                hash = (hash ^ word.hashCode()) * 0x100000001B3L;
                hash ^= hash >>> 29;
            }
            hashes.add(hash);
        }
    }

    static List<String> words(String text, boolean byWhiteSpace) {
        var words = new ArrayList<String>();
        var start = -1;
        var lower = text.toLowerCase(Locale.ROOT);
        for (var i = 0; i <= lower.length(); i++) {
            var inside = i < lower.length() && (byWhiteSpace ? !Character.isWhitespace(lower.charAt(i)) : Character.isLetterOrDigit(lower.charAt(i)));
            if (inside && start < 0) {
                start = i;
            } else if (!inside && start >= 0) {
                words.add(lower.substring(start, i));
                start = -1;
            }
        }
        return words;
    }
}
