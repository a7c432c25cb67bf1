package dev.atelier.engine.text;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Optional;

/**
 * SentencePiece's compiled normalization rules: a double-array trie (Darts-clone) from bytes to offsets, then the texts that stand at those offsets, each
 * ended by a zero byte. Layout: length of the trie in bytes (32 bits, little-endian), the trie, the texts.
 */
final class CharsMap {
    private static final int MAX_TEXT = 256;

    private CharsMap() {}

    /** What is wrong with it; empty if every path through the trie stays within it and ends at a text. */
    static Optional<String> problem(byte[] map) {
        if (map.length < 4) {
            return Optional.of("only " + map.length + " bytes");
        }
        var buffer = ByteBuffer.wrap(map).order(ByteOrder.LITTLE_ENDIAN);
        long trieBytes = Integer.toUnsignedLong(buffer.getInt());
        if (trieBytes % 4 != 0 || trieBytes == 0 || trieBytes > map.length - 4) {
            return Optional.of("a trie of " + trieBytes + " bytes in " + map.length);
        }
        int texts = 4 + (int) trieBytes;
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(map, texts, map.length - texts));
        } catch (CharacterCodingException e) {
            return Optional.of("texts that are not UTF-8");
        }
        var units = new int[(int) trieBytes / 4];
        buffer.asIntBuffer().get(units);
        return problem(units, map, texts);
    }

    private static Optional<String> problem(int[] units, byte[] map, int texts) {
        var seen = new BitSet(units.length);
        var open = new ArrayDeque<Integer>();
        open.add(0);
        while (!open.isEmpty()) {
            int node = open.poll();
            long children = (node ^ offset(units[node])) & 0xFFFFFFFFL;
            if ((children | 0xFF) >= units.length) {
                return Optional.of("a trie that points outside itself");
            }
            if ((units[node] >>> 8 & 1) == 1 && node != 0 && !isText(map, texts, units[(int) children] & 0x7FFFFFFF)) {
                return Optional.of("a trie that points at no text");
            }
            for (int label = 1; label < 256; label++) {
                int child = (int) children ^ label;
                if ((units[child] & 0x800000FF) == label && !seen.get(child)) {
                    seen.set(child);
                    open.add(child);
                }
            }
        }
        return Optional.empty();
    }

    private static int offset(int unit) {
        return unit >>> 10 << ((unit & 1 << 9) >>> 6);
    }

    /** The library cuts the text at the offset, which must not be within a character, and takes all up to the zero byte. */
    private static boolean isText(byte[] map, int texts, int offset) {
        int from = texts + offset;
        if (offset < 0 || from < texts || from >= map.length || (map[from] & 0xC0) == 0x80) {
            return false;
        }
        int to = from;
        while (to < map.length && map[to] != 0) {
            to++;
        }
        return to < map.length && to - from <= MAX_TEXT;
    }
}
