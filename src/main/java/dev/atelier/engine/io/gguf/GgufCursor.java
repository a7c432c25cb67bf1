package dev.atelier.engine.io.gguf;

import dev.atelier.domain.UserError;
import dev.atelier.engine.io.FloatCodec;
import dev.atelier.engine.quant.GgmlType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;

/**
 * Reads a header forwards; never past the end of the file, never more items than the bytes that are left can hold, and no more in all than fits into
 * 256 MB of memory: four times what the largest vocabularies take.
 */
final class GgufCursor {
    private static final int MAX_DEPTH = 4;
    private static final int MAX_NAME = 65_535;

    /** About what a value takes in memory beside its characters. */
    private static final int VALUE_BYTES = 32;

    private static final int TEXT_BYTES = 64;
    private static final int TENSOR_BYTES = 200;

    private final Path file;
    private final MemorySegment bytes;
    private long at;
    private long memory = 256 << 20;

    GgufCursor(Path file, MemorySegment bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    long position() {
        return at;
    }

    int int32(String what) {
        return bytes.get(FloatCodec.INT, advance(4, what));
    }

    long int64(String what) {
        return bytes.get(FloatCodec.LONG, advance(8, what));
    }

    /** A count of things that take at least {@code minimum} bytes each. */
    long count(String what, int minimum) {
        long count = int64(what);
        if (count < 0 || count > (bytes.byteSize() - at) / minimum) {
            throw broken(what + " that the file can hold", Long.toUnsignedString(count));
        }
        return count;
    }

    /** A key or a tensor's name, of at most 65,535 bytes as the format has it. */
    String name(String what) {
        return string(what, MAX_NAME);
    }

    private String string(String what, long longest) {
        long count = count("a length of " + what, 1);
        if (count > longest) {
            throw broken(what + " of at most " + longest + " bytes", Long.toString(count));
        }
        spend(TEXT_BYTES + count);
        int length = Math.toIntExact(count);
        var raw = bytes.asSlice(advance(length, what), length).toArray(ValueLayout.JAVA_BYTE);
        try {
            return StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT).decode(ByteBuffer.wrap(raw)).toString();
        } catch (CharacterCodingException e) {
            throw new UserError(file + ": wanted " + what + " in UTF-8, found other bytes at " + (at - length) + ": fetch the file again", e);
        }
    }

    GgufType type(String what) {
        int id = int32(what);
        return GgufType.of(id).orElseThrow(() -> broken(what + " from 0 to 12", Integer.toUnsignedString(id)));
    }

    /** To be told before a tensor is read. */
    void tensor() {
        spend(TENSOR_BYTES);
    }

    GgufValue value(GgufType type, String key, int depth) {
        spend(VALUE_BYTES);
        return switch (type) {
            case UINT8 -> new GgufValue.Whole(type, bytes.get(ValueLayout.JAVA_BYTE, advance(1, key)) & 0xff);
            case INT8 -> new GgufValue.Whole(type, bytes.get(ValueLayout.JAVA_BYTE, advance(1, key)));
            case UINT16 -> new GgufValue.Whole(type, bytes.get(FloatCodec.SHORT, advance(2, key)) & 0xffff);
            case INT16 -> new GgufValue.Whole(type, bytes.get(FloatCodec.SHORT, advance(2, key)));
            case UINT32 -> new GgufValue.Whole(type, int32(key) & 0xffffffffL);
            case INT32 -> new GgufValue.Whole(type, int32(key));
            case UINT64, INT64 -> new GgufValue.Whole(type, int64(key));
            case FLOAT32 -> new GgufValue.Real(type, bytes.get(FloatCodec.FLOAT, advance(4, key)));
            case FLOAT64 -> new GgufValue.Real(type, bytes.get(FloatCodec.DOUBLE, advance(8, key)));
            case BOOL -> new GgufValue.Flag(bytes.get(ValueLayout.JAVA_BYTE, advance(1, key)) != 0);
            case STRING -> new GgufValue.Text(string(key, Long.MAX_VALUE));
            case ARRAY -> items(key, depth);
        };
    }

    private GgufValue items(String key, int depth) {
        if (depth == MAX_DEPTH) {
            throw broken("arrays at most " + MAX_DEPTH + " deep in " + key, "deeper ones");
        }
        var element = type("the type of " + key + "'s items");
        long count = count("a number of items of " + key, element.minimumBytes());
        var values = new ArrayList<GgufValue>((int) Math.min(count, 1 << 16));
        for (long i = 0; i < count; i++) {
            values.add(value(element, key, depth + 1));
        }
        return new GgufValue.Items(element, values);
    }

    private long advance(long length, String what) {
        if (length > bytes.byteSize() - at) {
            throw broken(what + " at byte " + at, "the end of the file");
        }
        long start = at;
        at += length;
        return start;
    }

    private void spend(long bytes) {
        if (bytes > memory) {
            throw UserError.of(file + ": wanted a header of at most 256 MB in memory", "more at byte " + at, "use another file");
        }
        memory -= bytes;
    }

    UserError unknownType(String tensor, int id) {
        return UserError.of(file + ": tensor " + tensor + ": wanted a ggml type among " + Arrays.toString(GgmlType.values()), "number " + Integer.toUnsignedString(id),
                "use a file with one of those");
    }

    UserError broken(String wanted, String found) {
        return UserError.of(file + ": wanted " + wanted, found, "the file is damaged or cut short; fetch it again");
    }
}
