package dev.atelier.engine.data;

import dev.atelier.domain.UserError;
import dev.atelier.domain.work.WorkRequest.RowPreview;
import dev.atelier.domain.work.WorkRequest.TokenCounts.Count;
import dev.atelier.domain.work.WorkRequest.Turn;
import dev.atelier.engine.text.Tokenizer;
import java.util.List;

/** Single rows as a classifier sees them: the text is read, framed by the tokenizer's special tokens, and the label is learned. */
public final class LabelledRowReader {
    private static final String NO_LABEL = "wanted a text and its label, found a document without one: add a label, or choose a model that writes";

    private LabelledRowReader() {}

    /** Tokens of the text; none of them is learned. */
    public static Count count(String row, Tokenizer tokenizer) {
        try {
            var text = LabelledText.of(RowParser.parse(1, row).row());
            return text.isEmpty() ? new Count(0, 0, NO_LABEL) : new Count(tokenizer.encodeFramed(text.get().text(), Integer.MAX_VALUE).ids().length, 0, null);
        } catch (BadRow e) {
            return new Count(0, 0, e.reason());
        } catch (UserError e) {
            return new Count(0, 0, e.getMessage());
        }
    }

    /** The text's tokens, all of weight 0, and the label. */
    public static RowPreview preview(String row, Tokenizer tokenizer, int maxLength) {
        DataRow parsed;
        try {
            parsed = RowParser.parse(1, row);
        } catch (BadRow e) {
            return new RowPreview("", List.of(), List.of(), null, false, e.reason());
        }
        String shape = parsed.shape().label();
        var text = LabelledText.of(parsed.row());
        if (text.isEmpty()) {
            return new RowPreview(shape, RowReader.turns(parsed.row()), List.of(), null, false, NO_LABEL);
        }
        var turns = List.of(new Turn("input", text.get().text()), new Turn("label", text.get().label()));
        try {
            var framed = tokenizer.encodeFramed(text.get().text(), maxLength);
            return new RowPreview(shape, turns, RowReader.pieces(framed.ids(), new float[framed.ids().length], tokenizer), text.get().label(), framed.cut(), null);
        } catch (UserError e) {
            return new RowPreview(shape, turns, List.of(), text.get().label(), false, e.getMessage());
        }
    }
}
