package dev.atelier.engine.export;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * Scores for llama.cpp's "llama" tokenizer, which merges the neighbours of the highest score first, from tokenizer.json's merges, which are in the
 * order of merging: minus the rank of the first merge that makes the token.
 */
final class SentencePieceScores {
    private static final float ADDED = -1000;
    private static final float NEVER_MERGED = -1e9f;

    private SentencePieceScores() {}

    static List<Float> of(TokenizerFiles files, TokenTable table) {
        var ranks = new HashMap<String, Float>();
        float rank = 0;
        for (var merge : files.tokenizer().path("model").path("merges")) {
            var token = merge.isArray() ? merge.path(0).asText() + merge.path(1).asText() : merge.asText().replace(" ", "");
            ranks.putIfAbsent(token, -rank++);
        }
        var scores = new ArrayList<Float>();
        for (int id = 0; id < table.tokens().size(); id++) {
            scores.add(switch (table.types().get(id)) {
                case TokenTable.NORMAL -> ranks.getOrDefault(table.tokens().get(id), NEVER_MERGED);
                case TokenTable.UNUSED -> 10 * ADDED;
                case TokenTable.BYTE, TokenTable.UNKNOWN -> 0f;
                default -> ADDED;
            });
        }
        return scores;
    }
}
