package dev.atelier.engine.train;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import dev.atelier.engine.FreeMemory;
import dev.atelier.engine.ProcessMemory;
import java.util.Locale;

/**
 * Keeps training within its memory: when a step needs more than there is, or than {@code memory_limit} allows, half as many examples go through the
 * model at once, twice as often, so that the step's sums stay what they are; with one example at a time, activations are computed again instead of kept.
 */
final class MemoryGuard {
    private static final double GIB = 1L << 30;

    private final long limit;
    private final int examplesPerStep;
    private int microBatch;
    private boolean recompute;
    private long held;
    private long rise;

    /** More memory was held than allowed. */
    static final class Exceeded extends RuntimeException {
        private static final long serialVersionUID = 1;

        Exceeded(long held, long limit) {
            super(String.format(Locale.ROOT, "%.2f GiB needed, %.2f GiB allowed", held / GIB, limit / GIB));
        }
    }

    MemoryGuard(TrainingConfig config) {
        this.limit = (long) (config.memoryLimit() * GIB);
        this.microBatch = config.microBatch();
        this.recompute = config.recompute() == TrainingConfig.Recompute.ON;
        this.examplesPerStep = config.microBatch() * config.accumulation();
    }

    /** Examples that go through the model at once by now. */
    int microBatch() {
        return microBatch;
    }

    boolean recompute() {
        return recompute;
    }

    /** {@link Exceeded} if what is held, with as much more as was ever taken from one check to the next, is more than allowed, also after what is free was given back. */
    void check() {
        if (limit == 0) {
            return;
        }
        long now = ProcessMemory.resident();
        rise = held == 0 ? 0 : Math.max(rise, now - held);
        if (now + rise > limit) {
            FreeMemory.giveBack();
            now = ProcessMemory.resident();
        }
        held = now;
        if (now + rise > limit) {
            throw new Exceeded(now + rise, limit);
        }
    }

    /** Whether {@code failure} says that memory has run out: ours, libtorch's for the CPU or for a GPU, or Java's. */
    static boolean ranOut(Throwable failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return failure instanceof Exceeded || failure instanceof OutOfMemoryError || message.contains("out of memory") || message.contains("can't allocate memory")
                || message.contains("not enough memory");
    }

    /** Makes the next try smaller and says so; {@link UserError} when nothing smaller is left. */
    String smaller(int step, Throwable failure) {
        FreeMemory.giveBack();
        String why = failure instanceof Exceeded ? String.valueOf(failure.getMessage()) : "memory ran out";
        if (microBatch > 1) {
            int was = microBatch;
            microBatch = (microBatch + 1) / 2;
            return String.format(Locale.ROOT, "step %d: %s; micro_batch %d becomes %d, with more accumulation: a step learns from the same %d examples", step, why, was, microBatch,
                    examplesPerStep);
        }
        if (!recompute) {
            recompute = true;
            return String.format(Locale.ROOT, "step %d: %s with one example at a time; activations are computed again instead of kept (recompute)", step, why);
        }
        throw UserError.of("step " + step + ": wanted memory for one example at a time, with recompute", why,
                "raise memory_limit, lower max_length, train fewer matrices, or choose a smaller model; what is trained so far is in the last checkpoint");
    }
}
