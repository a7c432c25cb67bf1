package dev.atelier.engine.data;

import dev.atelier.engine.text.Message;
import java.util.Optional;
import java.util.stream.Collectors;

/** A row as a classifier sees it: what is asked is the text, the answer is the label. */
public record LabelledText(String text, String label) {
    /** Empty for a document, which has no answer. */
    public static Optional<LabelledText> of(Row row) {
        return row instanceof Row.Conversation conversation
                ? Optional.of(new LabelledText(
                        conversation.prompt().messages().stream().map(Message::content).filter(text -> !text.isBlank()).collect(Collectors.joining("\n")),
                        conversation.answer().strip()))
                : Optional.empty();
    }
}
