package dev.atelier.engine.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import dev.atelier.engine.text.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A line of JSON to a row, its shape recognised by its fields. */
final class RowParser {
    private RowParser() {}

    static DataRow parse(int line, String text) throws BadRow {
        JsonNode node;
        try {
            node = Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            var message = e.getOriginalMessage().lines().findFirst().orElse("").strip();
            var column = e.getLocation() == null ? "" : " at column " + e.getLocation().getColumnNr();
            throw new BadRow("not JSON: " + message + column);
        }
        return parse(line, node, text);
    }

    static DataRow parse(int line, JsonNode node, String text) throws BadRow {
        if (!(node instanceof ObjectNode object)) {
            throw new BadRow("wanted a JSON object, found " + kind(node));
        }
        var shape = shape(object);
        var row = switch (shape) {
            case PROMPT_COMPLETION -> promptCompletion(object);
            case ALPACA -> alpaca(object);
            case MESSAGES -> conversation(object, MessageParser.list(object.path("messages"), "messages"));
            case SHAREGPT -> conversation(object, MessageParser.list(object.path("conversations"), "conversations"));
            case TEXT_LABEL -> pair(filled(text(object, "text"), "text"), label(object.path("label")), "\n");
            case TEXT -> new Row.PlainText(filled(text(object, "text"), "text"));
        };
        return new DataRow(line, shape, row, text);
    }

    private static Shape shape(ObjectNode object) throws BadRow {
        if (object.has("messages")) {
            return Shape.MESSAGES;
        } else if (object.has("conversations")) {
            return Shape.SHAREGPT;
        } else if (object.has("prompt") && object.has("completion")) {
            return Shape.PROMPT_COMPLETION;
        } else if (object.has("instruction") && object.has("output")) {
            return Shape.ALPACA;
        } else if (object.has("text")) {
            return object.hasNonNull("label") ? Shape.TEXT_LABEL : Shape.TEXT;
        }
        var fields = new ArrayList<String>();
        object.fieldNames().forEachRemaining(fields::add);
        var found = fields.isEmpty() ? "no field" : String.join(", ", fields.subList(0, Math.min(8, fields.size())));
        throw new BadRow("no known shape: wanted the fields prompt and completion, instruction and output, messages, conversations or text (and label), found " + found);
    }

    private static Row promptCompletion(ObjectNode object) throws BadRow {
        if (object.path("prompt").isArray() && object.path("completion").isArray()) {
            var messages = new ArrayList<>(MessageParser.list(object.path("prompt"), "prompt"));
            messages.addAll(MessageParser.list(object.path("completion"), "completion"));
            return conversation(object, messages);
        }
        return pair(text(object, "prompt"), filled(text(object, "completion"), "completion"), "");
    }

    private static String label(JsonNode label) throws BadRow {
        if (label.isTextual()) {
            return filled(text(label, "label"), "label").strip();
        }
        if (!label.isIntegralNumber() || !label.canConvertToInt() || label.intValue() < 0) {
            throw new BadRow("label: wanted a name or a whole number from 0, found " + (label.isNumber() ? label.asText() : kind(label)));
        }
        return label.asText();
    }

    private static Row alpaca(ObjectNode object) throws BadRow {
        var instruction = filled(text(object, "instruction"), "instruction");
        var input = object.path("input").isMissingNode() || object.path("input").isNull() ? "" : text(object, "input");
        return pair(input.isBlank() ? instruction : instruction + "\n\n" + input, filled(text(object, "output"), "output"), "\n");
    }

    private static Row pair(String prompt, String answer, String separator) {
        return new Row.Conversation(List.of(new Message("user", prompt), new Message("assistant", answer)), Map.of(), separator);
    }

    private static Row conversation(ObjectNode object, List<Message> messages) throws BadRow {
        if (messages.stream().noneMatch(Message::isAssistant)) {
            throw new BadRow("no assistant turn: nothing to learn");
        }
        @Nullable Object tools = object.path("tools").isArray() ? MessageParser.plain(object.path("tools")) : null;
        return new Row.Conversation(messages, tools == null ? Map.of() : Map.of("tools", tools), "\n");
    }

    private static String text(ObjectNode object, String field) throws BadRow {
        return text(object.path(field), field);
    }

    static String text(JsonNode node, String where) throws BadRow {
        if (!node.isTextual()) {
            throw new BadRow(where + ": wanted text, found " + kind(node));
        }
        var text = node.textValue();
        for (var i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSurrogatePair(text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : ' ')) {
                    throw new BadRow(where + ": half a character (an unpaired surrogate) at character " + (i + 1));
                }
                i++;
            }
        }
        return text;
    }

    private static String filled(String text, String field) throws BadRow {
        if (text.isBlank()) {
            throw new BadRow(field + " is empty: nothing to learn");
        }
        return text;
    }

    static String kind(JsonNode node) {
        return node.isMissingNode() ? "nothing" : node.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
