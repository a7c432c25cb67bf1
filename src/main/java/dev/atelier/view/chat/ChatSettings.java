package dev.atelier.view.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.atelier.domain.Json;

/**
 * How both models answer.
 *
 * @param temperature 0: always the likeliest token; up to 2
 * @param maxTokens most tokens of an answer
 * @param seed of the choice among likely tokens; the same for both
 * @param system an instruction before the conversation; empty for none
 */
public record ChatSettings(double temperature, int maxTokens, long seed, String system) {
    static final String KEY = "chat";
    static final int MOST_TOKENS = 8192;
    static final double HOTTEST = 2;
    static final ChatSettings DEFAULT = new ChatSettings(0, 256, 1, "");

    public ChatSettings {
        temperature = Math.clamp(temperature, 0, HOTTEST);
        maxTokens = Math.clamp(maxTokens, 1, MOST_TOKENS);
        system = system == null ? "" : system;
    }

    static ChatSettings read(String json) {
        try {
            return Json.MAPPER.readValue(json, ChatSettings.class);
        } catch (JsonProcessingException e) {
            return DEFAULT; // of another version
        }
    }

    String write() {
        return Json.line(this);
    }
}
