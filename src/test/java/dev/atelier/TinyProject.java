package dev.atelier;

import dev.atelier.domain.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A project of forty short rows on a model of a hundred thousand random weights with a tokenizer of bytes. */
public final class TinyProject {
    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final List<String> WORDS = List.of("red", "green", "blue", "north", "south", "east", "west", "seven", "eleven", "tea");

    private TinyProject() {}

    /** {@code folder} with model/, train.jsonl and project.json. */
    public static Path write(Path folder, Map<String, Object> settings) throws IOException {
        Path model = Files.createDirectories(folder.resolve("model"));
        for (String file : List.of("parity/llama/config.json", "parity/llama/model.safetensors", "tokenizers/bytes/tokenizer.json", "tokenizers/bytes/tokenizer_config.json",
                "tokenizers/bytes/generation_config.json")) {
            Path from = RESOURCES.resolve(file);
            Files.copy(from, model.resolve(from.getFileName()));
        }
        var random = new Random(1);
        var rows = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            String word = WORDS.get(random.nextInt(WORDS.size()));
            String next = WORDS.get(random.nextInt(WORDS.size()));
            rows.append(Json.line(Map.of("prompt", i + ": " + word + " then", "completion", " " + next + " " + word))).append('\n');
        }
        Files.writeString(folder.resolve("train.jsonl"), rows);
        Files.writeString(folder.resolve("project.json"), Json.pretty(Map.of("name", "tiny", "model", "model", "train", "train.jsonl", "settings", settings)));
        return folder;
    }
}
