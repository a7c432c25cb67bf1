package dev.atelier.engine.text;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes the bytes of a tokenizer.model: protobuf by hand. */
final class SpmBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    SpmBytes piece(String text, float score, int type) {
        return message(1, new SpmBytes().bytes(1, text.getBytes(StandardCharsets.UTF_8)).real(2, score).whole(3, type));
    }

    SpmBytes trainer(int modelType) {
        return message(2, new SpmBytes().whole(3, modelType).whole(40, 0).whole(41, 1).whole(42, 2).whole(43, -1));
    }

    SpmBytes normalizer(byte[] charsMap, boolean prefix, boolean removeExtra) {
        return message(3, new SpmBytes().bytes(2, charsMap).whole(3, prefix ? 1 : 0).whole(4, removeExtra ? 1 : 0));
    }

    SpmBytes message(int field, SpmBytes message) {
        return bytes(field, message.toByteArray());
    }

    SpmBytes bytes(int field, byte[] value) {
        varint(field << 3 | 2);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    SpmBytes whole(int field, long value) {
        varint(field << 3);
        varint(value);
        return this;
    }

    SpmBytes real(int field, float value) {
        varint(field << 3 | 5);
        out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array());
        return this;
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    byte[] toByteArray() {
        return out.toByteArray();
    }
}
