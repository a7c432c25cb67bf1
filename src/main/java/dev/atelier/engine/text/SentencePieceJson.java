package dev.atelier.engine.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A SentencePiece vocabulary as a tokenizer.json that finds the same ids. Differs from SentencePiece in that texts of control and user-defined pieces are
 * found before all else and the text between them is read piece by piece, as Hugging Face's converted tokenizers and llama.cpp do.
 */
final class SentencePieceJson {
    private static final String SPACE = "\u2581";
    private static final int MAX_PIECE = 512;

    private SentencePieceJson() {}

    /** {@code where} names the vocabulary in errors. */
    static ObjectNode of(SentencePieceModel source, String where) {
        var root = Json.MAPPER.createObjectNode().put("version", "1.0");
        var added = root.putArray("added_tokens");
        var ids = new LinkedHashMap<String, Integer>();
        for (int id = 0; id < source.pieces().size(); id++) {
            var piece = source.pieces().get(id);
            if (piece.text().length() > MAX_PIECE) {
                throw UserError.of(where + ": wanted pieces of at most " + MAX_PIECE + " characters", piece.text().length() + " in piece " + id, "fetch the file again");
            }
            ids.putIfAbsent(piece.text(), id);
            switch (piece.type()) {
                case UNKNOWN, CONTROL -> added(added, id, piece.text(), true);
                case USER_DEFINED -> added(added, id, piece.text(), false);
                default -> {}
            }
        }
        normalizer(source, root.putObject("normalizer").put("type", "Sequence").putArray("normalizers"));
        root.putNull("pre_tokenizer").putNull("post_processor");
        decoder(source, root.putObject("decoder").put("type", "Sequence").putArray("decoders"));
        var model = root.putObject("model");
        if (source.kind() == SentencePieceModel.Kind.BPE) {
            mergesOf(source, ids, model);
        } else {
            likelihoods(source, model);
        }
        boolean bytes = source.pieces().stream().anyMatch(piece -> piece.type() == SentencePieceModel.Type.BYTE);
        model.put("byte_fallback", bytes);
        return root;
    }

    static void added(ArrayNode added, int id, String content, boolean special) {
        added.addObject().put("id", id).put("content", content).put("single_word", false).put("lstrip", false).put("rstrip", false).put("normalized", false)
                .put("special", special);
    }

    private static void normalizer(SentencePieceModel source, ArrayNode steps) {
        if (source.charsMap().length > 0) {
            steps.addObject().put("type", "Precompiled").put("precompiled_charsmap", Base64.getEncoder().encodeToString(source.charsMap()));
        }
        if (source.removeExtraWhitespaces()) {
            replace(steps, "Regex", "\\A +| +\\z", "");
            replace(steps, "Regex", " {2,}", " ");
        }
        if (source.addDummyPrefix()) {
            steps.addObject().put("type", "Prepend").put("prepend", SPACE);
        }
        replace(steps, "String", " ", SPACE);
    }

    private static void decoder(SentencePieceModel source, ArrayNode steps) {
        replace(steps, "String", SPACE, " ");
        steps.addObject().put("type", "ByteFallback");
        steps.addObject().put("type", "Fuse");
        if (source.addDummyPrefix()) {
            steps.addObject().put("type", "Strip").put("content", " ").put("start", 1).put("stop", 0);
        }
    }

    private static void replace(ArrayNode steps, String kind, String pattern, String content) {
        steps.addObject().put("type", "Replace").put("content", content).putObject("pattern").put(kind, pattern);
    }

    private static void mergesOf(SentencePieceModel source, Map<String, Integer> ids, ObjectNode model) {
        model.put("type", "BPE").put("fuse_unk", true);
        int unknown = unknown(source);
        if (unknown >= 0) {
            model.put("unk_token", source.pieces().get(unknown).text());
        }
        var vocab = model.putObject("vocab");
        ids.forEach(vocab::put);
        var merges = model.putArray("merges");
        SentencePieceMerges.of(source.pieces(), ids).forEach(merge -> merges.addArray().add(merge.left()).add(merge.right()));
    }

    private static void likelihoods(SentencePieceModel source, ObjectNode model) {
        model.put("type", "Unigram");
        var vocab = model.putArray("vocab");
        source.pieces().forEach(piece -> vocab.addArray().add(piece.text()).add(piece.score()));
        int unknown = unknown(source);
        if (unknown >= 0) {
            model.put("unk_id", unknown);
        }
    }

    private static int unknown(SentencePieceModel source) {
        var types = source.pieces().stream().map(SentencePieceModel.Piece::type).toList();
        return types.indexOf(SentencePieceModel.Type.UNKNOWN);
    }
}
