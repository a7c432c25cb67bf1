package dev.atelier.engine.io.gguf;

import java.util.Arrays;
import java.util.Optional;

/** Types of metadata values. */
public enum GgufType {
    UINT8(0, 1),
    INT8(1, 1),
    UINT16(2, 2),
    INT16(3, 2),
    UINT32(4, 4),
    INT32(5, 4),
    FLOAT32(6, 4),
    BOOL(7, 1),
    STRING(8, 8),
    ARRAY(9, 12),
    UINT64(10, 8),
    INT64(11, 8),
    FLOAT64(12, 8);

    private final int id;
    private final int minimumBytes;

    GgufType(int id, int minimumBytes) {
        this.id = id;
        this.minimumBytes = minimumBytes;
    }

    /** The number files have for it. */
    int id() {
        return id;
    }

    /** The least a value of this type takes in a file. */
    int minimumBytes() {
        return minimumBytes;
    }

    static Optional<GgufType> of(int id) {
        return Arrays.stream(values()).filter(t -> t.id == id).findFirst();
    }
}
