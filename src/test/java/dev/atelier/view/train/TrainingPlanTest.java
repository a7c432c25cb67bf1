package dev.atelier.view.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.store.RowSums;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingPlanTest {
    @Test
    void saysWhatTheEngineWillCount() {
        assertThat(TrainingPlan.of(rows(1500, 1500 * 40), config("epochs", "4", "micro_batch", "16", "accumulation", "2"))).isEqualTo(new TrainingPlan(1350, 150, 172, 32 * 40));
        assertThat(TrainingPlan.of(rows(1500, 0), config("max_steps", "7"))).isEqualTo(new TrainingPlan(1350, 150, 7, 0));
        assertThat(TrainingPlan.of(rows(100, 100_000), config("validation_share", "0", "max_length", "64", "epochs", "0.5"))).isEqualTo(new TrainingPlan(100, 0, 4, 16 * 64));
        assertThat(TrainingPlan.of(rows(3, 30), config("epochs", "1"))).as("a batch is no larger than the rows").isEqualTo(new TrainingPlan(2, 1, 1, 20));
        assertThat(TrainingPlan.of(rows(0, 0), config())).isEqualTo(new TrainingPlan(0, 0, 0, 0));
    }

    private static RowSums rows(int rows, long tokens) {
        return new RowSums(rows, 0, 0, tokens == 0 ? 0 : rows, tokens, 0, 0);
    }

    private static TrainingConfig config(String... pairs) {
        TrainingConfig config = Settings.defaults();
        for (int i = 0; i < pairs.length; i += 2) {
            config = Settings.with(config, Map.of(pairs[i], pairs[i + 1]));
        }
        return config;
    }
}
