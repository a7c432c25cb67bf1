package dev.atelier.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.TrainingConfig.Recompute;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kept within nine tenths of what is free and of memory_limit; a token needs a mebibyte here. */
class AutoRecomputeTest {
    private static final long MIB = 1L << 20;

    @ParameterizedTest
    @CsvSource({"auto, 1000, 0, 0, OFF", "auto, 999, 0, 0, ON", "auto, 999, 0, 899, OFF", "auto, 999, 0, 900, ON", "auto, 999, 0, 5000, ON", "auto, 5000, 0.5, 0, ON", "auto, 1000, 5, 0, OFF", "off, 1, 0, 0, OFF",
            "on, 5000, 0, 0, ON"})
    void keepsWhatFits(String asked, long freeMib, String limit, int longestRow, Recompute decided) {
        var config = Settings.with(Settings.defaults(), Map.of("recompute", asked, "memory_limit", limit, "max_length", "900"));
        assertThat(new AutoRecompute(freeMib * MIB, longestRow).decided(config, run -> run.maxLength() * MIB)).isEqualTo(Settings.with(config, Map.of("recompute", decided.name())));
    }
}
