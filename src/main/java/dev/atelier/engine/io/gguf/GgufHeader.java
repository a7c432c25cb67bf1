package dev.atelier.engine.io.gguf;

import dev.atelier.domain.UserError;
import dev.atelier.engine.io.TensorSource;
import dev.atelier.engine.io.gguf.GgufReader.TensorInfo;
import dev.atelier.engine.quant.GgmlType;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The checked header: keys and names are unique, every tensor lies aligned inside the file and shares no byte with another. */
record GgufHeader(Map<String, GgufValue> metadata, Map<String, TensorInfo> tensors) {
    static final int MAGIC = 0x46554747; // "GGUF", little-endian
    static final int VERSION = 3;
    static final int ALIGNMENT = 32;
    static final String ALIGNMENT_KEY = "general.alignment";
    private static final int MAX_DIMENSIONS = 4;

    /** The least a pair takes (key length, type, one byte), and the least a tensor takes (name length, dimensions, type, offset). */
    private static final int MIN_PAIR = 13;

    private static final int MIN_TENSOR = 24;

    static GgufHeader parse(Path file, MemorySegment bytes) {
        var in = new GgufCursor(file, bytes);
        int magic = in.int32("the word GGUF");
        if (magic != MAGIC) {
            throw in.broken("a GGUF file, starting with the word GGUF", "0x" + Integer.toHexString(magic));
        }
        int version = in.int32("a version");
        checkVersion(file, version);
        long tensorCount = in.count("a number of tensors", MIN_TENSOR);
        long pairs = in.count("a number of metadata pairs", MIN_PAIR);
        var metadata = new LinkedHashMap<String, GgufValue>();
        for (long i = 0; i < pairs; i++) {
            var key = in.name("a metadata key");
            if (metadata.put(key, in.value(in.type("the type of " + key), key, 0)) != null) {
                throw in.broken("each metadata key once", key + " twice");
            }
        }
        long alignment = alignment(in, metadata);
        if (alignment < 1 || alignment > 1 << 20 || Long.bitCount(alignment) != 1) {
            throw in.broken("a " + ALIGNMENT_KEY + " that is a power of two up to 2^20", Long.toUnsignedString(alignment));
        }
        var tensors = new LinkedHashMap<String, TensorInfo>();
        for (long i = 0; i < tensorCount; i++) {
            var tensor = tensor(in, alignment);
            if (tensors.put(tensor.name(), tensor) != null) {
                throw in.broken("each tensor once", tensor.name() + " twice");
            }
        }
        long start = Math.ceilDiv(in.position(), alignment) * alignment;
        tensors.replaceAll((name, t) -> placed(in, t, start, bytes.byteSize()));
        checkOverlaps(in, tensors);
        return new GgufHeader(metadata, tensors);
    }

    private static void checkVersion(Path file, int version) {
        boolean bigEndian = Integer.reverseBytes(version) == 2 || Integer.reverseBytes(version) == VERSION;
        if (version != VERSION && version != 2) {
            throw UserError.of(file + ": wanted GGUF version 2 or 3, little-endian", bigEndian ? "a big-endian file" : "version " + Integer.toUnsignedString(version),
                    "convert it with llama.cpp, or use another file");
        }
    }

    private static long alignment(GgufCursor in, Map<String, GgufValue> metadata) {
        return switch (metadata.get(ALIGNMENT_KEY)) {
            case null -> ALIGNMENT;
            case GgufValue.Whole w -> w.value();
            case GgufValue other -> throw in.broken("a whole number as " + ALIGNMENT_KEY, other.type().name());
        };
    }

    /** With the offset still relative to the data section. */
    private static TensorInfo tensor(GgufCursor in, long alignment) {
        in.tensor();
        var name = in.name("a tensor's name");
        int dimensions = in.int32("the number of dimensions of " + name);
        if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
            throw in.broken("1 to " + MAX_DIMENSIONS + " dimensions of " + name, Integer.toUnsignedString(dimensions));
        }
        var shape = new long[dimensions];
        for (int d = dimensions - 1; d >= 0; d--) {
            shape[d] = in.int64("a dimension of " + name);
            if (shape[d] < 1 || shape[d] > Integer.MAX_VALUE) {
                throw in.broken("dimensions of " + name + " from 1 to 2^31", Long.toUnsignedString(shape[d]));
            }
        }
        int id = in.int32("the type of " + name);
        var type = GgmlType.of(id).orElseThrow(() -> in.unknownType(name, id));
        long offset = in.int64("the offset of " + name);
        if (offset < 0 || offset % alignment != 0) {
            throw in.broken("an offset of " + name + " that is a multiple of " + alignment, Long.toUnsignedString(offset));
        }
        long columns = shape[dimensions - 1];
        if (columns % type.blockElements() != 0) {
            throw in.broken("rows of " + name + " in whole blocks of " + type.blockElements(), Long.toString(columns));
        }
        try {
            return new TensorInfo(name, type, shape, offset, type.bytes(TensorSource.elements(shape)));
        } catch (ArithmeticException e) {
            throw in.broken("a tensor " + name + " that fits in memory", "one of more than 2^63 bytes");
        }
    }

    private static TensorInfo placed(GgufCursor in, TensorInfo t, long start, long size) {
        if (t.offset() > size - start || t.bytes() > size - start - t.offset()) {
            throw in.broken(t.bytes() + " bytes of " + t.name() + " at " + t.offset() + " of the data", "the end of the file");
        }
        return new TensorInfo(t.name(), t.type(), t.shape(), start + t.offset(), t.bytes());
    }

    private static void checkOverlaps(GgufCursor in, Map<String, TensorInfo> tensors) {
        long end = 0;
        for (var t : tensors.values().stream().sorted(Comparator.comparingLong(TensorInfo::offset)).toList()) {
            if (t.offset() < end) {
                throw in.broken("tensor " + t.name() + " after the one before it", "an overlap");
            }
            end = t.offset() + t.bytes();
        }
    }
}
