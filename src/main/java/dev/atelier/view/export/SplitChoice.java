package dev.atelier.view.export;

import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;

/** Whether a GGUF file is written in parts, and how large those may be. */
final class SplitChoice {
    /** All in one file. */
    static final long WHOLE = 0;
    private static final long GIB = 1L << 30;
    /** Bytes of tensors in a part. */
    static final List<Long> SIZES = List.of(WHOLE, GIB / 2, GIB, 2 * GIB, 4 * GIB, 8 * GIB, 16 * GIB);

    private final ObjectProperty<Long> bytes = new SimpleObjectProperty<>(this, "bytes", WHOLE);

    SplitChoice() {}

    long bytes() {
        return bytes.get();
    }

    ObjectProperty<Long> bytesProperty() {
        return bytes;
    }
}
