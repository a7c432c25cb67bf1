package dev.atelier.memory;

import dev.atelier.domain.TrainingConfig.Method;
import dev.atelier.domain.TrainingConfig.Recompute;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * How far one setting can go while all others stay and the run stays within a limit; 0: nowhere, or the setting means nothing there.
 *
 * @param microBatch up to 256
 * @param maxLength a multiple of 64, up to the model's positions
 * @param rank 4, 8, 16, ... 256
 */
public record Largest(int microBatch, int maxLength, int rank) {
    private static final int ROWS = 256;
    private static final int WIDTH = 64;
    private static final int LENGTHS = (1 << 20) / WIDTH;
    private static final int LOWEST_RANK = 4;
    private static final int RANKS = 7;

    public static Largest within(Setup setup, long limitBytes) {
        int rows = last(ROWS, n -> setup.with(Map.of("micro_batch", Integer.toString(n))), limitBytes);
        int lengths = last(Math.min(LENGTHS, setup.model().maxPositions() / WIDTH), n -> setup.with(Map.of("max_length", Integer.toString(n * WIDTH))), limitBytes);
        boolean ranked = setup.config().method() == Method.LORA && setup.config().initAdapter().isEmpty();
        int ranks = ranked ? last(RANKS, n -> setup.with(Map.of("rank", Integer.toString(rank(n)))), limitBytes) : 0;
        return new Largest(rows, lengths * WIDTH, ranks == 0 ? 0 : rank(ranks));
    }

    private static int rank(int step) {
        return LOWEST_RANK << (step - 1);
    }

    /** The last of 1 to {@code most} that stays within the limit, 0 if none does; with recompute=auto that may be one that computes activations again. */
    private static int last(int most, IntFunction<Setup> with, long limitBytes) {
        int recomputed = most < 1 || with.apply(1).config().recompute() != Recompute.AUTO ? most : grown(most, n -> with.apply(n).with(Map.of("recompute", "on")), limitBytes);
        return recomputed > 0 && fits(with.apply(recomputed), limitBytes) ? recomputed : grown(recomputed, with, limitBytes);
    }

    /** The same of what needs more the greater the number. */
    private static int grown(int most, IntFunction<Setup> with, long limitBytes) {
        int fits = 0;
        int over = most + 1;
        while (over - fits > 1) {
            int middle = (fits + over) >>> 1;
            if (fits(with.apply(middle), limitBytes)) {
                fits = middle;
            } else {
                over = middle;
            }
        }
        return fits;
    }

    private static boolean fits(Setup setup, long limitBytes) {
        return setup.estimate().totalBytes() <= limitBytes;
    }
}
