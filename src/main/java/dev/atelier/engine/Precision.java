package dev.atelier.engine;

import java.util.Locale;

/** The type that matrix products compute in, with libtorch's number for it. Masters, norms' sums, losses and optimizer states stay in float32. */
public enum Precision {
    F32(6, 4),
    BF16(15, 2);

    private final int scalarType;
    private final int bytes;

    Precision(int scalarType, int bytes) {
        this.scalarType = scalarType;
        this.bytes = bytes;
    }

    /** libtorch's ScalarType number. */
    public int scalarType() {
        return scalarType;
    }

    /** As the settings have it: f32, bf16. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Bytes per value. */
    public int bytes() {
        return bytes;
    }
}
