package dev.atelier.engine.text;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a conversation.
 *
 * @param content empty where the turn has none (a tool call, say)
 * @param more what else the turn carries for the template (tool_calls, name, reasoning_content ...): plain data; {@code content} here, if
 *     present, is what the template sees in place of the text
 */
public record Message(String role, String content, Map<String, @Nullable Object> more) {
    public Message(String role, String content) {
        this(role, content, Map.of());
    }

    public boolean isAssistant() {
        return "assistant".equals(role);
    }

    public boolean callsTools() {
        return more.get("tool_calls") != null;
    }

    public Message withContent(String text) {
        var rest = new LinkedHashMap<>(more);
        rest.remove("content");
        return new Message(role, text, rest);
    }

    Map<String, @Nullable Object> toTemplate() {
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put("role", role);
        map.put("content", content);
        map.putAll(more);
        return map;
    }
}
