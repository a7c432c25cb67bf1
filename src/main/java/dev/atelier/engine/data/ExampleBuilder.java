package dev.atelier.engine.data;

import dev.atelier.engine.text.ChatTemplate;
import dev.atelier.engine.text.Encoded;
import dev.atelier.engine.text.Message;
import dev.atelier.engine.text.Range;
import dev.atelier.engine.text.Tokenizer;
import dev.atelier.engine.text.TrainingMask;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows to token sequences. With a chat template a conversation is rendered whole, encoded once, and each token weighed by the characters it covers
 * (a token on the border of an answer counts as the answer's). Without one, turns are put one after the other and an eos ends each answer.
 */
public final class ExampleBuilder {
    /** Templates may print today's date; a run resumed on another day has to see the same tokens. */
    static final LocalDateTime DATE = LocalDateTime.of(2024, 7, 26, 0, 0);

    /**
     * @param cut whether tokens beyond the maximal length were left out
     * @param unlocated assistant turns, by their place among the turns, that the template's text does not show and that therefore are not learned
     */
    public record Built(Example example, boolean cut, List<Integer> unlocated) {}

    private final Tokenizer tokenizer;
    private final float promptLossWeight;
    private final int maxLength;

    /**
     * @param promptLossWeight weight of tokens that are not the answer's: 0 leaves them out, 1 learns everything
     * @param maxLength most tokens of a sequence
     */
    public ExampleBuilder(Tokenizer tokenizer, double promptLossWeight, int maxLength) {
        this.tokenizer = tokenizer;
        this.promptLossWeight = (float) promptLossWeight;
        this.maxLength = maxLength;
    }

    /** Throws UserError if the chat template refuses the conversation. An example may have nothing left to learn: {@link Example#learns}. */
    public Built build(Row row) {
        return switch (row) {
            case Row.PlainText text -> finish(assemble(List.of(new Piece(text.text(), true))), List.of());
            case Row.Conversation conversation -> {
                var template = tokenizer.chatTemplate();
                yield template == null ? finish(assemble(pieces(conversation)), List.of()) : templated(template, conversation);
            }
        };
    }

    /** What a model is given to answer a row: everything before the last assistant turn, and the generation prompt; a document's text. */
    public int[] promptIds(Row row) {
        return switch (row) {
            case Row.PlainText text -> withBos(tokenizer.encode(text.text()));
            case Row.Conversation conversation -> waiting(conversation.prompt());
        };
    }

    /** The same for a conversation that waits for its answer. */
    public int[] promptIds(List<Message> messages) {
        return waiting(new Row.Conversation(messages));
    }

    private int[] waiting(Row.Conversation prompt) {
        var template = tokenizer.chatTemplate();
        if (template != null) {
            return tokenizer.encode(template.render(prompt.messages(), true, prompt.variables(), DATE).text());
        }
        var pieces = new ArrayList<>(pieces(prompt));
        pieces.add(new Piece(prompt.separator(), false));
        return assemble(pieces).ids();
    }

    private Built templated(ChatTemplate template, Row.Conversation conversation) {
        var masked = new TrainingMask(template, conversation.variables(), DATE).of(conversation.messages(), false);
        var encoded = tokenizer.encodeWithOffsets(masked.text());
        return finish(new Example(encoded.ids(), weights(encoded, masked.ranges())), masked.unlocated());
    }

    private record Piece(String text, boolean learned) {}

    private static List<Piece> pieces(Row.Conversation conversation) {
        var pieces = new ArrayList<Piece>();
        for (var message : conversation.messages()) {
            if (!pieces.isEmpty() && !conversation.separator().isEmpty()) {
                pieces.add(new Piece(conversation.separator(), false));
            }
            pieces.add(new Piece(message.content(), message.isAssistant()));
        }
        return pieces;
    }

    /** Pieces up to the end of an answer are encoded together, so that the tokens are those of the text. */
    private Example assemble(List<Piece> pieces) {
        var ids = withBos(new int[0]);
        var weights = new float[ids.length];
        var text = new StringBuilder();
        var ranges = new ArrayList<Range>();
        for (var i = 0; i < pieces.size(); i++) {
            var piece = pieces.get(i);
            var from = text.length();
            text.append(piece.text);
            if (!piece.learned && i < pieces.size() - 1) {
                continue;
            }
            if (piece.learned) {
                ranges.add(new Range(from, text.length()));
            }
            var encoded = tokenizer.encodeWithOffsets(text.toString());
            ids = concat(ids, encoded.ids());
            weights = concat(weights, weights(encoded, ranges));
            if (piece.learned && tokenizer.eosId().isPresent()) {
                ids = concat(ids, new int[] {tokenizer.eosId().getAsInt()});
                weights = concat(weights, new float[] {1});
            }
            text.setLength(0);
            ranges.clear();
        }
        return new Example(ids, weights);
    }

    private float[] weights(Encoded encoded, List<Range> ranges) {
        var weights = new float[encoded.length()];
        var range = 0;
        for (var i = 0; i < weights.length; i++) {
            var from = encoded.from()[i];
            var to = encoded.to()[i];
            while (range < ranges.size() && ranges.get(range).to() <= from) {
                range++;
            }
            weights[i] = range < ranges.size() && ranges.get(range).overlaps(from, to) ? 1 : promptLossWeight;
        }
        return weights;
    }

    private Built finish(Example whole, List<Integer> unlocated) {
        var length = Math.min(whole.length(), maxLength);
        var weights = Arrays.copyOf(whole.weights(), length);
        if (length > 0) {
            weights[0] = 0;
        }
        return new Built(new Example(Arrays.copyOf(whole.ids(), length), weights), length < whole.length(), unlocated);
    }

    private int[] withBos(int[] ids) {
        return tokenizer.addBos() ? concat(new int[] {tokenizer.bosId().getAsInt()}, ids) : ids;
    }

    private static int[] concat(int[] a, int[] b) {
        var out = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, out, a.length, b.length);
        return out;
    }

    private static float[] concat(float[] a, float[] b) {
        var out = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, out, a.length, b.length);
        return out;
    }
}
