package dev.atelier.engine.io.gguf;

import dev.atelier.domain.UserError;
import dev.atelier.engine.io.FloatCodec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;

/** Reads a header forwards; never past the end of the file, never more items than the bytes that are left can hold. */
final class GgufCursor {
    private static final int MAX_DEPTH = 4;

    private final Path file;
    private final MemorySegment bytes;
    private long at;

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

    String string(String what) {
        int length = (int) Math.min(count("a length of " + what, 1), Integer.MAX_VALUE - 8);
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

    GgufValue value(GgufType type, String key, int depth) {
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
            case STRING -> new GgufValue.Text(string(key));
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

    UserError broken(String wanted, String found) {
        return UserError.of(file + ": wanted " + wanted, found, "the file is damaged or cut short; fetch it again");
    }
}
