package dev.atelier.domain;

import dev.atelier.domain.TrainingConfig.Recompute;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What recompute=auto comes to, whoever asks: activations are kept where the run then stays within nine tenths of what is free and of memory_limit.
 *
 * @param freeBytes what the run can have of its device's memory
 * @param longestRow in tokens, 0 while unknown: shorter rows than max_length keep less
 */
public record AutoRecompute(long freeBytes, int longestRow) {
    /** Where nothing is known of the device. */
    public static final AutoRecompute ANYTHING_FITS = new AutoRecompute(Long.MAX_VALUE, 0);

    private static final double MARGIN = 0.9; // the calculator is right within a tenth
    private static final double GIB = 1L << 30;
    private static final int SHORTEST = 8;

    /** {@code config} with the decision in place of auto; {@code needed}: bytes of a run at its peak. */
    public TrainingConfig decided(TrainingConfig config, ToLongFunction<TrainingConfig> needed) {
        if (config.recompute() != Recompute.AUTO) {
            return config;
        }
        int length = longestRow > 0 ? Math.clamp(longestRow, SHORTEST, config.maxLength()) : config.maxLength();
        var kept = Settings.with(config, Map.of("recompute", "off", "max_length", Integer.toString(length)));
        double room = config.memoryLimit() > 0 ? Math.min((double) freeBytes, config.memoryLimit() * GIB) : (double) freeBytes;
        return Settings.with(config, Map.of("recompute", needed.applyAsLong(kept) <= MARGIN * room ? "off" : "on"));
    }
}
