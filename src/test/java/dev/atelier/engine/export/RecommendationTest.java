package dev.atelier.engine.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.export.QualityHandler.Quality;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecommendationTest {
    private static final Quality CERTAIN = quality("F16", 100, Math.exp(0.01), 0, 0.0);
    private static final Quality CHATTY = quality("F16", 100, Math.exp(2), 0, 0.0);

    @Test
    void theSmallestThatIsSurelyNearIsTaken() {
        var fine = quality("Q8_0", 50, 2, 0.00001, 0.000001);
        var middle = quality("Q5_K_M", 40, 2, 0.0005, 0.0001);
        var small = quality("Q4_K_M", 30, 2, 0.0009, 0.0001);
        assertThat(Recommendation.of(CERTAIN, List.of(fine, middle, small))).as("0.0011 with two errors, 0.001 allowed").isEqualTo("Q5_K_M");
        assertThat(Recommendation.of(CHATTY, List.of(fine, middle, small))).as("2 % of two nats allowed").isEqualTo("Q4_K_M");
        assertThat(Recommendation.of(CHATTY, List.of(quality("Q4_0", 30, 2, 0.03, 0.006)))).isNull();
    }

    @Test
    void fewRowsLeadToAFinerFormat() {
        var fine = quality("Q6_K", 50, 2, 0.00001, 0.00001);
        assertThat(Recommendation.of(CERTAIN, List.of(fine, quality("Q4_K_M", 30, 2, 0.0005, 0.0001)))).isEqualTo("Q4_K_M");
        assertThat(Recommendation.of(CERTAIN, List.of(fine, quality("Q4_K_M", 30, 2, 0.0005, 0.0006)))).isEqualTo("Q6_K");
        assertThat(Recommendation.of(CERTAIN, List.of(quality("Q6_K", 50, 2, 0.00001, null)))).as("one row").isNull();
    }

    @Test
    void thoseForTestsAreNeverTaken() {
        assertThat(Recommendation.of(CHATTY, List.of(quality("Q3_K_L", 30, 2, 0, 0.0), quality("Q2_K", 20, 2, 0, 0.0)))).isNull();
    }

    private static Quality quality(String type, long bytes, double perplexity, double divergence, @Nullable Double error) {
        return new Quality(type, false, bytes, 4, bytes, 1, perplexity, divergence, error, 1, null, 1);
    }
}
