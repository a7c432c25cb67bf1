package dev.atelier.memory;

import dev.atelier.domain.TrainingConfig.OptimizerMethod;

/** Bytes that an optimizer remembers of every trained value. */
final class OptimizerMemory {
    private static final double BLOCK = 256; // values in 8 bits that share a float32

    private OptimizerMemory() {}

    /** Two float32 means (Loshchilov and Hutter 2019), two bytes and their scales (Dettmers et al. 2022), none, or one float32. */
    static double perValue(OptimizerMethod optimizer) {
        return switch (optimizer) {
            case ADAMW -> 2 * Float.BYTES;
            case ADAMW8BIT -> 2 * (1 + Float.BYTES / BLOCK);
            case SGD -> 0;
            case MOMENTUM -> Float.BYTES;
        };
    }
}
