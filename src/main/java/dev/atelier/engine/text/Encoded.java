package dev.atelier.engine.text;

/**
 * Token ids with the characters each one stands for: token i covers {@code [from[i], to[i])} of the text, in UTF-16 units. Tokens that are parts
 * of one character cover the same range.
 */
@SuppressWarnings("ArrayRecordComponent") // read often, compared never
public record Encoded(int[] ids, int[] from, int[] to) {
    public int length() {
        return ids.length;
    }
}
