package dev.atelier.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.Sampling;
import dev.atelier.domain.UserError;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplerTest {
    private static final int VOCABULARY = 40;
    private static final int DRAWS = 40_000;

    private static Sampling how(double temperature, int topK, double topP, double minP, double penalty) {
        return new Sampling(1, temperature, topK, topP, minP, penalty, 7, List.of());
    }

    private static float[] logits(long seed, int count) {
        var random = new Random(seed);
        var logits = new float[count];
        for (int i = 0; i < count; i++) {
            logits[i] = (float) (2 * random.nextGaussian());
        }
        return logits;
    }

    private static int pick(Sampling how, float[] logits, int... prompt) {
        return new Sampler(how, prompt).pick(logits.clone(), 0, logits.length);
    }

    @Test
    void oneCandidateIsGreedy() {
        for (int seed = 0; seed < 200; seed++) {
            float[] logits = logits(seed, 1000);
            int likeliest = pick(how(0, 0, 1, 0, 1), logits);
            assertThat(pick(how(2, 1, 1, 0, 1), logits)).isEqualTo(likeliest);
            assertThat(pick(how(2, 0, 1e-9, 0, 1), logits)).isEqualTo(likeliest);
            assertThat(pick(how(2, 0, 0, 0, 1), logits)).isEqualTo(likeliest);
            assertThat(pick(how(2, 0, 1, 1, 1), logits)).isEqualTo(likeliest);
        }
    }

    @Test
    void whatLeavesNothingOutDrawsAsBefore() {
        var plain = new Sampler(how(1.3, 0, 1, 0, 1), new int[0]);
        var all = new Sampler(how(1.3, 5000, 1, 1e-300, 1), new int[] {1, 2, 3});
        for (int seed = 0; seed < 200; seed++) {
            float[] logits = logits(seed, 1000);
            assertThat(all.pick(logits.clone(), 0, 1000)).isEqualTo(plain.pick(logits.clone(), 0, 1000));
        }
    }

    /** Drawn often, each token comes as often as the truncated and renormalised softmax has it: chi squared against a plain reference. */
    @ParameterizedTest
    @CsvSource({"1, 0, 1, 0", "0.7, 8, 1, 0", "1.5, 0, 0.9, 0", "1, 0, 1, 0.05", "1.2, 12, 0.8, 0.1", "2, 30, 0.95, 0.02", "0.3, 3, 0.99, 0"})
    void drawsFollowTheTruncatedSoftmax(double temperature, int topK, double topP, double minP) {
        float[] logits = logits(3, VOCABULARY);
        double[] wanted = truncated(logits, temperature, topK, topP, minP);
        var sampler = new Sampler(how(temperature, topK, topP, minP, 1), new int[0]);
        var counts = new int[VOCABULARY];
        for (int i = 0; i < DRAWS; i++) {
            counts[sampler.pick(logits.clone(), 0, VOCABULARY)]++;
        }
        double squares = 0;
        int free = -1;
        for (int i = 0; i < VOCABULARY; i++) {
            if (wanted[i] == 0) {
                assertThat(counts[i]).as("left out").isZero();
            } else {
                squares += Math.pow(counts[i] - DRAWS * wanted[i], 2) / (DRAWS * wanted[i]);
                free++;
            }
        }
        assertThat(squares).isLessThan(free + 4 * Math.sqrt(2.0 * free) + 8);
    }

    /** By sorting everything, one filter after another. */
    private static double[] truncated(float[] logits, double temperature, int topK, double topP, double minP) {
        var order = IntStream.range(0, logits.length).boxed().sorted(Comparator.comparing((Integer i) -> -logits[i])).toList();
        var p = new double[logits.length];
        for (int i : order.subList(0, topK == 0 ? order.size() : topK)) {
            p[i] = Math.exp(logits[i] / temperature);
        }
        double sum = Arrays.stream(p).sum();
        double before = 0;
        for (int i : order) {
            double share = p[i] / sum;
            p[i] = before < topP ? share : 0;
            before += share;
        }
        double most = Arrays.stream(p).max().orElseThrow();
        double[] kept = Arrays.stream(p).map(v -> v < minP * most ? 0 : v).toArray();
        double left = Arrays.stream(kept).sum();
        return Arrays.stream(kept).map(v -> v / left).toArray();
    }

    @Test
    void thePenaltyCountsPromptAndAnswerOnce() {
        float[] logits = {4, 3.9f, -1, -1.05f, 3.8f};
        var sampler = new Sampler(how(0, 0, 1, 0, 1.1), new int[] {0, 0, 2});
        assertThat(sampler.pick(logits.clone(), 0, 5)).as("0 was in the prompt").isEqualTo(1);
        float[] changed = logits.clone();
        assertThat(sampler.pick(changed, 0, 5)).as("1 is in the answer now").isEqualTo(4);
        assertThat(changed).usingComparatorWithPrecision(1e-6f).containsExactly(4 / 1.1f, 3.9f / 1.1f, -1.1f, -1.05f, 3.8f);
        assertThat(pick(how(0, 0, 1, 0, 1), logits, 0, 1, 2, 3, 4)).as("1 is no penalty").isZero();
    }

    @Test
    void aLargeVocabularyIsNotSorted() {
        float[] flat = new float[128_000]; // the hardest: all alike
        var sampler = new Sampler(how(1, 100_000, 0.9, 0, 1.1), new int[] {5});
        org.junit.jupiter.api.Assertions.assertTimeout(Duration.ofSeconds(4), () -> {
            for (int i = 0; i < 50; i++) {
                assertThat(sampler.pick(flat.clone(), 0, flat.length)).isLessThan(90_001);
            }
        });
    }

    @Test
    void whatCannotBeIsOneLine() {
        for (var wrong : List.<Runnable>of(() -> how(-1, 0, 1, 0, 1), () -> how(1, -1, 1, 0, 1), () -> how(1, 0, 1.1, 0, 1), () -> how(1, 0, 1, -0.1, 1), () -> how(1, 0, 1, 0, 0),
                () -> how(Double.NaN, 0, 1, 0, 1), () -> new Sampling(0, 0, 1), () -> new Sampling(1, 0, 0, 1, 0, 1, 1, List.of("")))) {
            assertThatThrownBy(wrong::run).isInstanceOf(UserError.class).message().contains("sampling: wanted").doesNotContain("\n");
        }
    }

    @Test
    void aStopTextEndsTheTextWhateverItsPieces() {
        String text = "One. Two END! three";
        for (int size = 1; size < 12; size++) {
            var stop = new StopText(List.of("END!", "three"));
            var shown = new StringBuilder();
            for (int at = 0; at < text.length() && !stop.stopped(); at += size) {
                shown.append(stop.add(text.substring(at, Math.min(text.length(), at + size))));
                assertThat("One. Two ").startsWith(shown.toString());
            }
            assertThat(stop.stopped()).isTrue();
            assertThat(shown + stop.finish()).isEqualTo("One. Two ");
        }
    }

    @Test
    void whatOnlyBeginsAsAStopTextIsShownInTheEnd() {
        var stop = new StopText(List.of("aab", "</s>"));
        assertThat(stop.add("xaa")).isEqualTo("x");
        assertThat(stop.add("a")).as("aa may still begin it").isEqualTo("a");
        assertThat(stop.add("c <")).isEqualTo("aac ");
        assertThat(stop.finish()).isEqualTo("<");
        assertThat(stop.stopped()).isFalse();
        var none = new StopText(List.of());
        assertThat(none.add("all of it")).isEqualTo("all of it");
    }
}
