package dev.atelier.view.data;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A text in a row, and who says it: user, assistant, system, tool; input and label of a text with its class; or text, for documents.
 *
 * @param pointer where in the row's JSON it stands (RFC 6901)
 * @param editable whether it is a plain text there, and not a call of tools
 */
record RowTurn(String role, String pointer, String text, boolean editable) {

    /** Every text of a row in the order of the conversation; none for what is no row. */
    static List<RowTurn> of(String json) {
        JsonNode row;
        try {
            row = Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            return List.of();
        }
        var out = new ArrayList<RowTurn>();
        if (row.has("messages")) {
            messages(row, "messages", out);
        } else if (row.has("conversations")) {
            messages(row, "conversations", out);
        } else if (row.has("prompt") && row.has("completion")) {
            messages(row, "prompt", out);
            messages(row, "completion", out);
        } else if (row.has("instruction") && row.has("output")) {
            field(row, "instruction", "user", out);
            if (row.hasNonNull("input")) {
                field(row, "input", "user", out);
            }
            field(row, "output", "assistant", out);
        } else if (row.has("text") && row.hasNonNull("label")) {
            field(row, "text", "input", out);
            field(row, "label", "label", out);
        } else if (row.has("text")) {
            field(row, "text", "text", out);
        }
        return out;
    }

    private static void messages(JsonNode row, String name, List<RowTurn> out) {
        if (!row.path(name).isArray()) {
            field(row, name, name.equals("completion") ? "assistant" : "user", out);
            return;
        }
        for (int i = 0; i < row.path(name).size(); i++) {
            JsonNode message = row.path(name).path(i);
            String key = message.has("content") || !message.has("value") ? "content" : "value";
            boolean speaks = message.path(key).isTextual();
            String role = role(message.path("role").asText(message.path("from").asText()));
            out.add(new RowTurn(role, "/" + name + "/" + i + "/" + key, speaks ? message.path(key).asText() : Json.line(message), speaks));
        }
    }

    private static String role(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "human", "user", "" -> "user";
            case "gpt", "assistant", "model", "bot", "chatgpt" -> "assistant";
            case "tool", "function", "observation", "function_response" -> "tool";
            default -> name;
        };
    }

    private static void field(JsonNode row, String name, String role, List<RowTurn> out) {
        JsonNode value = row.path(name);
        out.add(new RowTurn(role, "/" + name, value.isTextual() ? value.asText() : value.toString(), value.isTextual()));
    }

    boolean isAnswer() {
        return role.equals("assistant") || role.equals("label") || role.equals("text");
    }

    /** The row with other words in this place, on one line. */
    String with(String json, String words) {
        JsonNode row = Json.parse(json, "row");
        var place = JsonPointer.compile(pointer);
        JsonNode holder = row.at(place.head());
        switch (holder) {
            case ObjectNode object -> object.put(place.last().getMatchingProperty(), words);
            case ArrayNode array -> array.set(place.last().getMatchingIndex(), array.textNode(words));
            default -> throw new IllegalArgumentException(pointer);
        }
        return Json.line(row);
    }
}
