package dev.atelier.engine.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import dev.atelier.engine.text.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns in OpenAI's fields (role, content) or ShareGPT's (from, value). */
public final class MessageParser {
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool", "ipython", "function");
    private static final Map<String, String> SHAREGPT = Map.of(
            "human", "user", "gpt", "assistant", "chatgpt", "assistant", "bot", "assistant", "model", "assistant", "observation", "tool", "function_call", "assistant");

    private MessageParser() {}

    /** A document that is a list of messages, or an object whose "messages" is; {@link UserError} otherwise. */
    public static List<Message> parse(JsonNode document, String where) {
        var list = document.isObject() ? document.path("messages") : document;
        try {
            return list(list, "messages");
        } catch (BadRow e) {
            throw new UserError(where + ": " + e.reason(), e);
        }
    }

    static List<Message> list(JsonNode list, String field) throws BadRow {
        if (!list.isArray()) {
            throw new BadRow(field + ": wanted a list of turns, found " + RowParser.kind(list));
        }
        if (list.isEmpty()) {
            throw new BadRow(field + " is empty: nothing to learn");
        }
        var messages = new ArrayList<Message>();
        for (var i = 0; i < list.size(); i++) {
            messages.add(message(list.path(i), field + "[" + i + "]"));
        }
        return messages;
    }

    private static Message message(JsonNode node, String where) throws BadRow {
        if (!(node instanceof ObjectNode object)) {
            throw new BadRow(where + ": wanted an object, found " + RowParser.kind(node));
        }
        var byRole = object.has("role");
        var named = RowParser.text(object.path(byRole ? "role" : "from"), where + (byRole ? ".role" : ".from"));
        var role = SHAREGPT.getOrDefault(named, named);
        if (!ROLES.contains(role)) {
            throw new BadRow(where + ": unknown role '" + named + "', wanted system, user, assistant or tool (human, gpt)");
        }
        var contentField = object.has("content") ? "content" : object.has("value") ? "value" : byRole ? "content" : "value";
        var content = object.path(contentField);
        var more = new LinkedHashMap<String, @Nullable Object>();
        for (var entry : object.properties()) {
            if (!Set.of("role", "from", "content", "value").contains(entry.getKey())) {
                more.put(entry.getKey(), plain(entry.getValue()));
            }
        }
        var calls = object.path("tool_calls").isArray() && !object.path("tool_calls").isEmpty();
        if (content.isArray()) {
            return new Message(role, parts(content, where + "." + contentField), more);
        }
        if (calls && (content.isMissingNode() || content.isNull())) {
            more.put("content", null);
            return new Message(role, "", more);
        }
        var text = RowParser.text(content, where + "." + contentField);
        if ("assistant".equals(role) && text.isBlank() && !calls) {
            throw new BadRow(where + ": the assistant's " + contentField + " is empty: nothing to learn");
        }
        return new Message(role, text, more);
    }

    /** OpenAI's content parts: text only. */
    private static String parts(JsonNode parts, String where) throws BadRow {
        var text = new StringBuilder();
        for (var part : parts) {
            if (!"text".equals(part.path("type").asText())) {
                throw new BadRow(where + ": wanted text, found a part of type '" + part.path("type").asText() + "'");
            }
            text.append(RowParser.text(part.path("text"), where + ".text"));
        }
        return text.toString();
    }

    static @Nullable Object plain(JsonNode node) {
        return Json.MAPPER.convertValue(node, Object.class);
    }
}
