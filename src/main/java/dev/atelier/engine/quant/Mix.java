package dev.atelier.engine.quant;

import dev.atelier.domain.UserError;
import java.util.Arrays;
import java.util.Locale;

/** What a whole file is quantized to: the type of most matrices. {@link MixRules} says which ones get another. */
public enum Mix {
    F32(0, GgmlType.F32),
    F16(1, GgmlType.F16),
    BF16(32, GgmlType.BF16),
    Q8_0(7, GgmlType.Q8_0),
    Q6_K(18, GgmlType.Q6_K),
    Q5_K_M(17, GgmlType.Q5_K),
    Q5_K_S(16, GgmlType.Q5_K),
    Q5_1(9, GgmlType.Q5_1),
    Q5_0(8, GgmlType.Q5_0),
    Q4_K_M(15, GgmlType.Q4_K),
    Q4_K_S(14, GgmlType.Q4_K),
    Q4_1(3, GgmlType.Q4_1),
    Q4_0(2, GgmlType.Q4_0),
    IQ4_NL(25, GgmlType.IQ4_NL),
    IQ4_XS(30, GgmlType.IQ4_XS),
    Q3_K_L(13, GgmlType.Q3_K),
    Q3_K_M(12, GgmlType.Q3_K),
    Q3_K_S(11, GgmlType.Q3_K),
    Q2_K(10, GgmlType.Q2_K);

    private final int fileType;
    private final GgmlType base;

    Mix(int fileType, GgmlType base) {
        this.fileType = fileType;
        this.base = base;
    }

    /** GGUF's general.file_type. */
    public int fileType() {
        return fileType;
    }

    /** The type of most matrices. */
    public GgmlType base() {
        return base;
    }

    /** Whether values share scales, so that some matrices may get more bits than others. */
    boolean inBlocks() {
        return base.blockElements() > 1;
    }

    /** The mix called {@code name}, in any case. */
    public static Mix named(String name) {
        return Arrays.stream(values()).filter(m -> m.name().equals(name.toUpperCase(Locale.ROOT))).findFirst()
                .orElseThrow(() -> UserError.of("wanted a quantization among " + Arrays.toString(values()), name, "name one of them"));
    }
}
