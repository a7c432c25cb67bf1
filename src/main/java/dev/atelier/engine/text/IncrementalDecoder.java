package dev.atelier.engine.text;

import java.util.Arrays;

/**
 * Text of a growing list of ids, piece by piece, never half a character: a token may hold part of a UTF-8 sequence, and some decoders treat the
 * first token of a text differently, so each piece is the difference of two decodings that start at the same token.
 */
public final class IncrementalDecoder {
    private static final char REPLACEMENT = '\uFFFD';

    /** More tokens than this without a complete character are broken bytes, not a character to come: UTF-8 has at most four. */
    private static final int PATIENCE = 8;

    private final Tokenizer tokenizer;
    private final boolean skipSpecialTokens;
    private int[] ids = new int[64];
    private int length;
    private int windowStart;
    private int emitted;

    public IncrementalDecoder(Tokenizer tokenizer, boolean skipSpecialTokens) {
        this.tokenizer = tokenizer;
        this.skipSpecialTokens = skipSpecialTokens;
    }

    /** The characters that are complete now; often empty. */
    public String add(int id) {
        if (length == ids.length) {
            ids = Arrays.copyOf(ids, 2 * length);
        }
        ids[length++] = id;
        var before = decode(emitted);
        var now = decode(length);
        if (now.length() <= before.length() || (now.charAt(now.length() - 1) == REPLACEMENT && length - emitted < PATIENCE)) {
            return "";
        }
        windowStart = emitted;
        emitted = length;
        return now.substring(before.length());
    }

    /** What is left at the end, replacement characters for sequences that never completed. */
    public String finish() {
        var before = decode(emitted);
        var now = decode(length);
        windowStart = emitted;
        emitted = length;
        return now.length() > before.length() ? now.substring(before.length()) : "";
    }

    private String decode(int end) {
        return tokenizer.decode(Arrays.copyOfRange(ids, windowStart, end), skipSpecialTokens);
    }
}
