package dev.atelier.engine.quant;

import dev.atelier.domain.UserError;
import java.util.Arrays;
import java.util.Locale;

/**
 * What a whole file is quantized to: which tensor gets which type, by llama.cpp's rules (src/llama-quant.cpp). Vectors and norms stay F32; rows that
 * are no whole number of blocks fall back to F16. Where llama.cpp gives the output matrix Q6_K, this gives it Q8_0.
 */
public enum Mix {
    F32(0, GgmlType.F32, GgmlType.F32),
    F16(1, GgmlType.F16, GgmlType.F16),
    BF16(32, GgmlType.BF16, GgmlType.BF16),
    Q8_0(7, GgmlType.Q8_0, GgmlType.Q8_0),
    Q4_0(2, GgmlType.Q4_0, GgmlType.Q8_0);

    private final int fileType;
    private final GgmlType base;
    private final GgmlType output;

    Mix(int fileType, GgmlType base, GgmlType output) {
        this.fileType = fileType;
        this.base = base;
        this.output = output;
    }

    /** Where a tensor stands: its GGUF name, its shape (outermost first), and whether it gives the logits (output, or the embedding when tied). */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Place(String name, long[] shape, boolean givesLogits) {}

    /** GGUF's general.file_type. */
    public int fileType() {
        return fileType;
    }

    /** The type of the tensor at {@code place}. */
    public GgmlType type(Place place) {
        if (place.shape().length < 2 || place.name().endsWith("_norm.weight") || place.name().equals("position_embd.weight")) {
            return GgmlType.F32;
        }
        var wanted = place.givesLogits() ? output : base;
        return place.shape()[place.shape().length - 1] % wanted.blockElements() == 0 ? wanted : GgmlType.F16;
    }

    /** The mix called {@code name}, in any case. */
    public static Mix named(String name) {
        return Arrays.stream(values()).filter(m -> m.name().equals(name.toUpperCase(Locale.ROOT))).findFirst()
                .orElseThrow(() -> UserError.of("wanted a quantization among " + Arrays.toString(values()), name, "name one of them"));
    }
}
