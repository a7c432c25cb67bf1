package dev.atelier.engine.data;

import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import dev.atelier.domain.work.WorkRequest.RowPreview;
import dev.atelier.domain.work.WorkRequest.TokenCounts.Count;
import dev.atelier.domain.work.WorkRequest.Turn;
import dev.atelier.engine.text.IncrementalDecoder;
import dev.atelier.engine.text.Message;
import dev.atelier.engine.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Single rows, each one JSON object as text, as training would see them; what is wrong with a row is part of the answer. */
public final class RowReader {
    private static final String HIDDEN = "the chat template does not show the answer: nothing to learn";
    private static final String CUT_OFF = "no token of the answer is within max_length: the row is left out of training";

    private RowReader() {}

    /** Tokens of the whole row, and how many of them are learned with full weight. */
    public static Count count(String row, Tokenizer tokenizer) {
        try {
            var built = new ExampleBuilder(tokenizer, 0, Integer.MAX_VALUE).build(RowParser.parse(1, row).row());
            int trained = 0;
            for (float weight : built.example().weights()) {
                trained += weight == 1 ? 1 : 0;
            }
            return new Count(built.example().length(), trained, trained > 0 ? null : HIDDEN);
        } catch (BadRow e) {
            return new Count(0, 0, e.reason());
        } catch (UserError e) {
            return new Count(0, 0, e.getMessage());
        }
    }

    /** A row's turns and, with a tokenizer, its tokens with the weights that training gives them. */
    public static RowPreview preview(String text, @Nullable Tokenizer tokenizer, int maxLength, double promptLossWeight) {
        DataRow row;
        try {
            row = RowParser.parse(1, text);
        } catch (BadRow e) {
            return new RowPreview("", List.of(), List.of(), null, false, e.reason());
        }
        String shape = row.shape().label();
        var turns = turns(row.row());
        if (tokenizer == null) {
            return new RowPreview(shape, turns, List.of(), null, false, null);
        }
        try {
            var built = new ExampleBuilder(tokenizer, promptLossWeight, maxLength).build(row.row());
            boolean learns = built.example().learns();
            return new RowPreview(shape, turns, pieces(built.example().ids(), built.example().weights(), tokenizer), null, built.cut(), learns ? null : built.cut() ? CUT_OFF : HIDDEN);
        } catch (UserError e) {
            return new RowPreview(shape, turns, List.of(), null, false, e.getMessage()); // the chat template refuses it
        }
    }

    static List<Turn> turns(Row row) {
        return switch (row) {
            case Row.PlainText plain -> List.of(new Turn("text", plain.text()));
            case Row.Conversation conversation -> conversation.messages().stream().map(m -> new Turn(m.role(), content(m))).toList();
        };
    }

    /** A turn without words may call tools. */
    private static String content(Message message) {
        Object calls = message.more().get("tool_calls");
        return message.content().isEmpty() && calls != null ? Json.line(calls) : message.content();
    }

    /** A token that ends within a character has no text; the one that completes it has the whole character. */
    static List<RowPreview.Piece> pieces(int[] ids, float[] weights, Tokenizer tokenizer) {
        var decoder = new IncrementalDecoder(tokenizer, false);
        var pieces = new ArrayList<RowPreview.Piece>();
        for (int i = 0; i < ids.length; i++) {
            String text = decoder.add(ids[i]) + (i == ids.length - 1 ? decoder.finish() : "");
            pieces.add(new RowPreview.Piece(ids[i], text, weights[i]));
        }
        return pieces;
    }
}
