package dev.atelier.engine.data;

import dev.atelier.engine.text.Message;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one line of a dataset teaches. */
public sealed interface Row {
    /**
     * Turns, of which the assistant's are learned.
     *
     * @param variables further variables for the chat template ({@code tools}): plain data
     * @param separator what stands between turns where the model has no chat template: nothing for prompt/completion, else a newline
     */
    record Conversation(List<Message> messages, Map<String, @Nullable Object> variables, String separator) implements Row {
        public Conversation(List<Message> messages) {
            this(messages, Map.of(), "\n");
        }

        /** The turns before the last assistant's: what a model is asked. */
        public Conversation prompt() {
            for (var i = messages.size() - 1; i >= 0; i--) {
                if (messages.get(i).isAssistant()) {
                    return new Conversation(messages.subList(0, i), variables, separator);
                }
            }
            return this;
        }

        /** The last assistant turn's content; empty if there is none. */
        public String answer() {
            return messages.reversed().stream().filter(Message::isAssistant).findFirst().map(Message::content).orElse("");
        }
    }

    /** A document. */
    record PlainText(String text) implements Row {}
}
