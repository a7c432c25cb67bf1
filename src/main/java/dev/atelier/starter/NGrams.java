package dev.atelier.starter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Word n-grams of a set of prompts, n = 8; a prompt of fewer words is one n-gram of its own length. Words are read in two ways, and both count: cut at white
 * space, and cut at whatever is neither letter nor digit; in lower case.
 */
final class NGrams {
    static final int N = 8;
    /** The n-grams by their first two words. */
    private final Map<String, Set<List<String>>> grams = new HashMap<>();

    NGrams(Collection<String> prompts) {
        for (var prompt : prompts) {
            for (var byWhiteSpace : new boolean[] {true, false}) {
                var words = words(prompt, byWhiteSpace);
                var n = Math.min(N, words.size());
                for (var i = 0; n >= 2 && i + n <= words.size(); i++) {
                    grams.computeIfAbsent(key(words, i), key -> new LinkedHashSet<>()).add(List.copyOf(words.subList(i, i + n)));
                }
            }
        }
    }

    private static String key(List<String> words, int i) {
        return words.get(i) + " " + words.get(i + 1);
    }

    /** True if the text holds one of the n-grams. */
    boolean anyIn(String text) {
        return anyIn(words(text, true)) || anyIn(words(text, false));
    }

    private boolean anyIn(List<String> words) {
        for (var i = 0; i + 2 <= words.size(); i++) {
            for (var gram : grams.getOrDefault(key(words, i), Set.of())) {
                if (i + gram.size() <= words.size() && gram.equals(words.subList(i, i + gram.size()))) {
                    return true;
                }
            }
        }
        return false;
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
