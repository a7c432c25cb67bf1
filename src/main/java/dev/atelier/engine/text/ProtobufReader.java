package dev.atelier.engine.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The fields of one protobuf message, in the order of the bytes; every length is checked before it is believed. */
final class ProtobufReader {
    /** What the bytes are not. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(String what) {
            super(what, null, false, false);
        }
    }

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final byte[] bytes;
    private final int end;
    private int at;
    private int field;
    private int wire;
    private long number;
    private int from;

    ProtobufReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private ProtobufReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    /** Goes to the next field; false at the end of the message. */
    boolean next() throws Malformed {
        if (at == end) {
            return false;
        }
        long key = varint();
        field = (int) (key >>> 3);
        wire = (int) (key & 7);
        if (key >>> 3 == 0 || key >>> 3 > 1 << 29) {
            throw new Malformed("a field numbered " + (key >>> 3));
        }
        switch (wire) {
            case VARINT -> number = varint();
            case FIXED64 -> skip(8);
            case FIXED32 -> skip(4);
            case BYTES -> skip(varint());
            default -> throw new Malformed("a field of the unknown wire type " + wire);
        }
        return true;
    }

    int field() {
        return field;
    }

    private void skip(long length) throws Malformed {
        if (length < 0 || length > end - at) {
            throw new Malformed("a field of " + Long.toUnsignedString(length) + " bytes where " + (end - at) + " are left");
        }
        from = at;
        at += (int) length;
    }

    private long varint() throws Malformed {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at == end) {
                throw new Malformed("an end within a number");
            }
            byte b = bytes[at++];
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new Malformed("a number of more than ten bytes");
    }

    private void want(int type) throws Malformed {
        if (wire != type) {
            throw new Malformed("field " + field + " of wire type " + wire + " where " + type + " was wanted");
        }
    }

    int whole() throws Malformed {
        want(VARINT);
        return (int) number; // negative enums and int32s are sign-extended to 64 bits
    }

    boolean flag() throws Malformed {
        return whole() != 0;
    }

    float real() throws Malformed {
        want(FIXED32);
        return Float.intBitsToFloat((bytes[from] & 0xFF) | (bytes[from + 1] & 0xFF) << 8 | (bytes[from + 2] & 0xFF) << 16 | (bytes[from + 3] & 0xFF) << 24);
    }

    String text() throws Malformed {
        want(BYTES);
        return new String(bytes, from, at - from, StandardCharsets.UTF_8);
    }

    byte[] bytes() throws Malformed {
        want(BYTES);
        return Arrays.copyOfRange(bytes, from, at);
    }

    ProtobufReader message() throws Malformed {
        want(BYTES);
        return new ProtobufReader(bytes, from, at);
    }
}
