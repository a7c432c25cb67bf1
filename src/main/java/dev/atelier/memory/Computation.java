package dev.atelier.memory;

import dev.atelier.domain.TrainingConfig.Precision;

/**
 * What numbers a run stores and computes in.
 *
 * @param stored F32 or BF16: the weights and the activations that are kept
 * @param working F32 or BF16: what a block is computed in; F32 on processors that do not multiply bf16
 * @param gpu whether attention is made of plain operators, which hold every score of a sequence
 */
public record Computation(Precision stored, Precision working, boolean gpu) {
    public Computation {
        if (stored == Precision.AUTO || working == Precision.AUTO) {
            throw new IllegalArgumentException("precision has to be resolved for the machine first");
        }
    }

    /** On a CPU; {@code setting} auto is bf16 where it multiplies that. */
    public static Computation onCpu(Precision setting, boolean multipliesBf16) {
        Precision fast = multipliesBf16 ? Precision.BF16 : Precision.F32;
        Precision stored = setting == Precision.AUTO ? fast : setting;
        return new Computation(stored, stored == Precision.BF16 ? fast : Precision.F32, false);
    }

    /** On a GPU; auto is bf16. */
    public static Computation onGpu(Precision setting) {
        Precision stored = setting == Precision.F32 ? Precision.F32 : Precision.BF16;
        return new Computation(stored, stored, true);
    }

    /** Bytes of a stored number. */
    long bytes() {
        return bytes(stored);
    }

    /** Bytes of a number that is computed with. */
    long workingBytes() {
        return bytes(working);
    }

    /** Whether what is stored has to be brought into another type to compute with it. */
    boolean widens() {
        return stored != working;
    }

    static long bytes(Precision precision) {
        return precision == Precision.F32 ? 4 : 2;
    }
}
