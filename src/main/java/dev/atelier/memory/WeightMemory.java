package dev.atelier.memory;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.TrainingConfig.Quantization;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.domain.model.TensorSpec;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Bytes of a model's weights. With quantization, of the blocks' matrices 4 bits a value and a float32 for every 64, or, the scales quantized too, 8 bits for
 * every 64 and a float32 for every 64 x 256 (Dettmers et al. 2023), or 8 bits and a float32 a row; what is not in the blocks stays as computed with, or if
 * int8_embeddings says so, the embedding and the output matrix are 8 bits and a number of the compute type a row.
 */
final class WeightMemory {
    private static final long UNPACKED = 16 << 20; // a piece's indices, scales and values
    private static final long BLOCK = 64; // weights of four bits that share a scale
    private static final long SCALES = 256; // scales that share one

    private WeightMemory() {}

    /** As they are kept, a number of the compute type taking {@code bytes}. */
    static long kept(ModelConfig model, TrainingConfig config, long bytes) {
        if (config.quantization() == Quantization.NONE) {
            return model.parameters() * bytes;
        }
        var frozen = model.tensors().stream().filter(TensorSpec::linear).toList();
        var tables = config.int8Embeddings() ? model.tables() : List.<TensorSpec>of();
        long values = Stream.concat(frozen.stream(), tables.stream()).mapToLong(TensorSpec::elements).sum();
        return frozen.stream().mapToLong(spec -> quantized(spec, config)).sum() + tables.stream().mapToLong(spec -> spec.elements() + spec.shape()[0] * bytes).sum()
                + (model.parameters() - values) * bytes;
    }

    /** Besides: the room that one block's matrices are dequantized into, and the indices of a piece of one on its way there. */
    static long room(ModelConfig model, TrainingConfig config, long bytes) {
        return config.quantization() == Quantization.NONE ? 0 : largestBlock(model) * bytes + UNPACKED;
    }

    /** Values of the matrices of the largest block. */
    static long largestBlock(ModelConfig model) {
        return model.tensors().stream().filter(TensorSpec::linear).collect(Collectors.groupingBy(spec -> ModelConfig.layerOf(spec.name()), Collectors.summingLong(TensorSpec::elements)))
                .values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    private static long quantized(TensorSpec matrix, TrainingConfig config) {
        if (config.quantization() == Quantization.INT8) {
            return matrix.elements() + matrix.shape()[0] * Float.BYTES;
        }
        long scales = Math.ceilDiv(matrix.elements(), BLOCK);
        return matrix.elements() / 2 + (config.doubleQuant() ? scales + Math.ceilDiv(scales, SCALES) * Float.BYTES : scales * Float.BYTES);
    }
}
