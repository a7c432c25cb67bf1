package dev.atelier.engine.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The merges of a SentencePiece BPE vocabulary: every way to put a token together from two others, those of the best score first. Source:
 * generate_merges in transformers' convert_slow_tokenizer.py.
 */
final class SentencePieceMerges {
    record Merge(String left, String right, double score) {}

    private SentencePieceMerges() {}

    static List<Merge> of(List<SentencePieceModel.Piece> pieces, Map<String, Integer> ids) {
        var merges = new ArrayList<Merge>();
        for (var piece : pieces) {
            var token = piece.text();
            var splits = new ArrayList<Merge>();
            for (var at = token.isEmpty() ? 0 : token.offsetByCodePoints(0, 1); at < token.length(); at = token.offsetByCodePoints(at, 1)) {
                var left = token.substring(0, at);
                var right = token.substring(at);
                if (ids.containsKey(left) && ids.containsKey(right)) {
                    splits.add(new Merge(left, right, piece.score()));
                }
            }
            splits.sort(Comparator.<Merge>comparingInt(merge -> ids.getOrDefault(merge.left, 0)).thenComparingInt(merge -> ids.getOrDefault(merge.right, 0)));
            merges.addAll(splits);
        }
        merges.sort(Comparator.comparingDouble(Merge::score).reversed()); // stable
        return merges;
    }
}
