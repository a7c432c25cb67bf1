package dev.atelier.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * No eight consecutive words of a held-out prompt, nor the whole of a shorter one, occur in a training row or in the pre-training text. Words are cut at white
 * space, and again at everything that is neither letter nor digit. Written apart from the filter it tests.
 */
class LeakTest {
    private static final int DOCUMENTS = 291_000; // 13 million tokens, more than the starter model sees
    private static final List<Pattern> WORDS = List.of(Pattern.compile("\\S+"), Pattern.compile("[\\p{L}\\p{Nd}]+"));
    private static final Map<String, Set<List<String>>> BY_FIRST_WORD = new HashMap<>();

    @BeforeAll
    static void readHeldOut() {
        for (var prompt : StarterFiles.heldOutPrompts()) {
            for (var pattern : WORDS) {
                var n = Math.min(8, words(prompt, pattern).size());
                grams(words(prompt, pattern), n).forEach(gram -> BY_FIRST_WORD.computeIfAbsent(gram.getFirst(), word -> new HashSet<>()).add(gram));
            }
        }
    }

    private static List<String> words(String text, Pattern pattern) {
        var words = new ArrayList<String>();
        var matcher = pattern.matcher(text.toLowerCase(Locale.ROOT));
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }

    private static List<List<String>> grams(List<String> words, int n) {
        var grams = new ArrayList<List<String>>();
        for (var i = 0; i + n <= words.size(); i++) {
            grams.add(words.subList(i, i + n));
        }
        return grams;
    }

    private static boolean leaks(String text) {
        for (var pattern : WORDS) {
            var words = words(text, pattern);
            for (var i = 0; i < words.size(); i++) {
                var rest = words.subList(i, words.size());
                for (var gram : BY_FIRST_WORD.getOrDefault(words.get(i), Set.of())) {
                    if (gram.size() <= rest.size() && gram.equals(rest.subList(0, gram.size()))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    @Test
    void aHeldOutPromptItselfIsFound() {
        for (var prompt : StarterFiles.heldOutPrompts()) {
            assertThat(leaks("before " + prompt + " after")).as(prompt).isTrue();
        }
    }

    @Test
    void noTrainingRow() {
        for (var sample : StarterFiles.samples()) {
            for (var row : sample.rows().train()) {
                assertThat(leaks(row.prompt() + "\n" + row.answer())).as(row.prompt()).isFalse();
            }
        }
    }

    @Test
    void noDocumentOfTheCorpus() {
        var corpus = StarterFiles.corpus(StarterFiles.SEED);
        for (var i = 0; i < DOCUMENTS; i++) {
            var document = corpus.next();
            if (leaks(document)) {
                assertThat(document).as("document %d", i).isEmpty();
            }
        }
    }
}
