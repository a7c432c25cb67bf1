package dev.atelier.view.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.atelier.domain.Json;
import dev.atelier.domain.Sampling;
import java.util.List;

/**
 * How the models answer: see {@link Sampling}. What a file of another version lacks is off.
 *
 * @param temperature up to 2
 * @param seed the same for both models
 * @param system an instruction before the conversation; empty for none
 * @param stop texts that end an answer, one a line; {@code \n} in one is a line break
 */
public record ChatSettings(double temperature, int maxTokens, long seed, String system, int topK, double topP, double minP, double repetitionPenalty, String stop) {
    static final String KEY = "chat";
    static final int MOST_TOKENS = 8192;
    static final double HOTTEST = 2;
    static final int WIDEST = 1000;
    static final double HARSHEST = 2;
    static final int MOST_STOPS = 16;
    static final ChatSettings DEFAULT = new ChatSettings(0, 256, 1, "");

    public ChatSettings {
        temperature = Math.clamp(temperature, 0, HOTTEST);
        maxTokens = Math.clamp(maxTokens, 1, MOST_TOKENS);
        system = system == null ? "" : system;
        topK = Math.clamp(topK, 0, WIDEST);
        topP = topP <= 0 ? 1 : Math.min(topP, 1);
        minP = Math.clamp(minP, 0, 1);
        repetitionPenalty = repetitionPenalty <= 0 ? 1 : Math.min(repetitionPenalty, HARSHEST);
        stop = stop == null ? "" : stop;
    }

    /** Everything else off. */
    ChatSettings(double temperature, int maxTokens, long seed, String system) {
        this(temperature, maxTokens, seed, system, 0, 1, 0, 1, "");
    }

    Sampling sampling() {
        List<String> stops = stop.lines().map(line -> line.replace("\\n", "\n")).filter(line -> !line.isEmpty()).distinct().limit(MOST_STOPS).toList();
        return new Sampling(maxTokens, temperature, topK, topP, minP, repetitionPenalty, seed, stops);
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
