package dev.atelier.engine.quant;

import dev.atelier.domain.UserError;
import dev.atelier.engine.io.DType;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * GGUF's tensor types: id, elements and bytes of a block, and the format where we can read it, which is a {@link BlockFormat} where we can write it too. Sizes are from ggml's GGML_QUANT_SIZES.
 * A new format is one class and its line here.
 */
public enum GgmlType {
    F32(0, 1, 4, new PlainFormat(DType.F32)),
    F16(1, 1, 2, new PlainFormat(DType.F16)),
    Q4_0(2, 32, 18, new Q4_0()),
    Q4_1(3, 32, 20, new Q4_1()),
    Q5_0(6, 32, 22, new Q5_0()),
    Q5_1(7, 32, 24, new Q5_1()),
    Q8_0(8, 32, 34, new Q8_0()),
    Q2_K(10, 256, 84, new Q2_K()),
    Q3_K(11, 256, 110, new Q3_K()),
    Q4_K(12, 256, 144, new Q4_K()),
    Q5_K(13, 256, 176, new Q5_K()),
    Q6_K(14, 256, 210, new Q6_K()),
    IQ2_XXS(16, 256, 66, null),
    IQ2_XS(17, 256, 74, null),
    IQ3_XXS(18, 256, 98, null),
    IQ1_S(19, 256, 50, null),
    IQ4_NL(20, 32, 18, new IQ4_NL()),
    IQ3_S(21, 256, 110, null),
    IQ2_S(22, 256, 82, null),
    IQ4_XS(23, 256, 136, new IQ4_XS()),
    I8(24, 1, 1, null),
    I16(25, 1, 2, null),
    I32(26, 1, 4, null),
    I64(27, 1, 8, null),
    F64(28, 1, 8, new PlainFormat(DType.F64)),
    IQ1_M(29, 256, 56, null),
    BF16(30, 1, 2, new PlainFormat(DType.BF16)),
    TQ1_0(34, 256, 54, null),
    TQ2_0(35, 256, 66, null),
    MXFP4(39, 32, 17, null);

    private final int id;
    private final int blockElements;
    private final int blockBytes;
    @SuppressWarnings("ImmutableEnumChecker") // formats hold no state
    private final @Nullable BlockReader reader;

    GgmlType(int id, int blockElements, int blockBytes, @Nullable BlockReader reader) {
        this.id = id;
        this.blockElements = blockElements;
        this.blockBytes = blockBytes;
        this.reader = reader;
    }

    /** The number files have for it. */
    public int id() {
        return id;
    }

    public int blockElements() {
        return blockElements;
    }

    public int blockBytes() {
        return blockBytes;
    }

    /** Bytes of {@code elements} values, a whole number of blocks. */
    public long bytes(long elements) {
        return Math.multiplyExact(elements / blockElements, (long) blockBytes);
    }

    /** How to read it; {@link UserError} where we cannot. */
    public BlockReader reader() {
        if (reader == null) {
            throw UserError.of("wanted a tensor type among " + Arrays.stream(values()).filter(type -> type.reader != null).toList(), name(), "use a file with one of those");
        }
        return reader;
    }

    /** How to read and write it; {@link UserError} where we cannot. */
    public BlockFormat format() {
        if (!(reader instanceof BlockFormat format)) {
            throw UserError.of("wanted a tensor type to write among " + Arrays.stream(values()).filter(type -> type.reader instanceof BlockFormat).toList(), name(), "choose one of those");
        }
        return format;
    }

    /** The type a file calls {@code id}. */
    public static Optional<GgmlType> of(long id) {
        for (var type : values()) {
            if (type.id == id) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
