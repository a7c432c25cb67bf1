package dev.atelier.engine.text;

import dev.atelier.domain.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A SentencePiece vocabulary and how it reads text, from tokenizer.model (sentencepiece_model.proto) or from the keys of a GGUF file.
 *
 * @param pieces by id
 * @param addDummyPrefix whether a space is put before the text
 * @param removeExtraWhitespaces whether spaces at both ends go and runs of spaces become one
 * @param charsMap compiled normalization rules; empty: none
 * @param specials unk_token, bos_token, eos_token, pad_token where the vocabulary has them
 */
@SuppressWarnings("ArrayRecordComponent") // read often, compared never
record SentencePieceModel(Kind kind, List<Piece> pieces, boolean addDummyPrefix, boolean removeExtraWhitespaces, byte[] charsMap, Map<String, String> specials) {
    /** How pieces are found: the likeliest sequence, or merges of the best score first. */
    enum Kind {
        UNIGRAM,
        BPE
    }

    /** The values are the file's. */
    enum Type {
        NORMAL,
        UNKNOWN,
        CONTROL,
        USER_DEFINED,
        UNUSED,
        BYTE;

        static Type of(int value) {
            return value >= 1 && value <= values().length ? values()[value - 1] : NORMAL;
        }
    }

    record Piece(String text, double score, Type type) {}

    /** Reads the file's bytes; {@code where} names it in errors. */
    static SentencePieceModel parse(byte[] bytes, String where) {
        try {
            var model = new Parser(where).parse(new ProtobufReader(bytes));
            if (model.pieces.isEmpty()) {
                throw UserError.of(where + ": wanted a SentencePiece vocabulary", "no piece in it", "fetch the file again");
            }
            return model;
        } catch (ProtobufReader.Malformed e) {
            throw new UserError(where + ": wanted a SentencePiece model, found " + e.getMessage() + ": fetch the file again", e);
        }
    }

    private static final class Parser {
        private final String where;
        private final List<Piece> pieces = new ArrayList<>();
        private final Map<String, Integer> ids = new LinkedHashMap<>(Map.of("unk", 0, "bos", 1, "eos", 2, "pad", -1));
        private Kind kind = Kind.UNIGRAM;
        private boolean addDummyPrefix = true;
        private boolean removeExtraWhitespaces = true;
        private byte[] charsMap = {};

        Parser(String where) {
            this.where = where;
        }

        SentencePieceModel parse(ProtobufReader model) throws ProtobufReader.Malformed {
            while (model.next()) {
                switch (model.field()) {
                    case 1 -> piece(model.message());
                    case 2 -> trainer(model.message());
                    case 3 -> normalizer(model.message());
                    default -> {} // what was trained on, tests of its own
                }
            }
            var specials = new LinkedHashMap<String, String>();
            ids.forEach((name, id) -> {
                if (id >= 0 && id < pieces.size() && (pieces.get(id).type == Type.CONTROL || pieces.get(id).type == Type.UNKNOWN)) {
                    specials.put(name + "_token", pieces.get(id).text);
                }
            });
            return new SentencePieceModel(kind, pieces, addDummyPrefix, removeExtraWhitespaces, charsMap, specials);
        }

        private void piece(ProtobufReader piece) throws ProtobufReader.Malformed {
            String text = "";
            float score = 0;
            var type = Type.NORMAL;
            while (piece.next()) {
                switch (piece.field()) {
                    case 1 -> text = piece.text();
                    case 2 -> score = piece.real();
                    case 3 -> type = Type.of(piece.whole());
                    default -> {}
                }
            }
            pieces.add(new Piece(text, score, type));
        }

        private void trainer(ProtobufReader trainer) throws ProtobufReader.Malformed {
            while (trainer.next()) {
                switch (trainer.field()) {
                    case 3 -> kind = kind(trainer.whole());
                    case 24 -> refuse(trainer.flag(), "treat_whitespace_as_suffix");
                    case 40 -> ids.put("unk", trainer.whole());
                    case 41 -> ids.put("bos", trainer.whole());
                    case 42 -> ids.put("eos", trainer.whole());
                    case 43 -> ids.put("pad", trainer.whole());
                    default -> {}
                }
            }
        }

        private void normalizer(ProtobufReader normalizer) throws ProtobufReader.Malformed {
            while (normalizer.next()) {
                switch (normalizer.field()) {
                    case 2 -> charsMap = normalizer.bytes();
                    case 3 -> addDummyPrefix = normalizer.flag();
                    case 4 -> removeExtraWhitespaces = normalizer.flag();
                    case 5 -> refuse(!normalizer.flag(), "escape_whitespaces=false");
                    default -> {}
                }
            }
        }

        private Kind kind(int value) {
            return switch (value) {
                case 1 -> Kind.UNIGRAM;
                case 2 -> Kind.BPE;
                default -> throw UserError.of(where + ": wanted a SentencePiece model of the kind unigram (1) or bpe (2)", "kind " + value,
                        "use the model's tokenizer.json instead");
            };
        }

        private void refuse(boolean wrong, String what) {
            if (wrong) {
                throw UserError.of(where + ": wanted a SentencePiece model that writes spaces before words", what, "use the model's tokenizer.json instead");
            }
        }
    }
}
