package dev.atelier.engine.quant.frozen;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.TrainingConfig.Quantization;

/**
 * How a frozen matrix is stored.
 *
 * @param quantization nf4 and fp4: four bits a weight and a scale for every 64; int8: eight bits and a scale for every row
 * @param doubleQuant whether the scales of four-bit blocks are in eight bits themselves
 * @param int8Embeddings whether the embedding and the output matrix are stored too, in int8
 */
public record FrozenFormat(Quantization quantization, boolean doubleQuant, boolean int8Embeddings) {
    /** Weights that share a scale where four bits store one. */
    public static final int BLOCK = 64;

    /** Scales that share a scale. */
    public static final int SCALES = 256;

    public FrozenFormat {
        if (quantization == Quantization.NONE) {
            throw new IllegalArgumentException("no format");
        }
        doubleQuant = doubleQuant && quantization != Quantization.INT8;
    }

    public static FrozenFormat of(TrainingConfig config) {
        return new FrozenFormat(config.quantization(), config.doubleQuant(), config.int8Embeddings());
    }

    /** Whether weights are four bits. */
    public boolean fourBit() {
        return quantization != Quantization.INT8;
    }

    /** The values four bits stand for. */
    public CodeBook book() {
        return switch (quantization) {
            case NF4 -> CodeBook.NF4;
            case FP4 -> CodeBook.FP4;
            case NONE, INT8 -> throw new IllegalStateException(quantization + " has no code book");
        };
    }

    /** As part of a file's name: nf4-dq-e8. */
    String label() {
        return quantization + (doubleQuant ? "-dq" : "") + (int8Embeddings ? "-e8" : "");
    }
}
