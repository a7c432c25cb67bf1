package dev.atelier.engine.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.io.gguf.GgufModel;
import dev.atelier.engine.text.GgufTokenizerFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What makes a folder a model beside its weights: a folder's own files, or what stands for them in a GGUF file. */
public final class Companions {
    static final List<String> NAMES = List.of("config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json",
            "added_tokens.json", "vocab.json", "merges.txt", "tokenizer.model", "chat_template.jinja", "chat_template.json", "LICENSE");

    private Companions() {}

    /** Contents by file name. */
    public static Map<String, byte[]> of(ModelSource base) {
        return base instanceof GgufModel file ? ofFile(file) : ofFolder(base);
    }

    private static Map<String, byte[]> ofFolder(ModelSource base) {
        var files = new LinkedHashMap<String, byte[]>();
        for (var name : NAMES) {
            var file = base.path().resolve(name);
            try {
                if (Files.isRegularFile(file)) {
                    files.put(name, Files.readAllBytes(file));
                }
            } catch (IOException e) {
                throw new UserError(file + ": could not be read: " + e.getMessage(), e);
            }
        }
        return files;
    }

    private static Map<String, byte[]> ofFile(GgufModel file) {
        var files = new LinkedHashMap<String, byte[]>();
        files.put("config.json", bytes(Json.pretty(forTransformers(file.config()))));
        GgufTokenizerFiles.of(file.file()).forEach((name, text) -> files.put(name, bytes(text)));
        return files;
    }

    /** Factors for single frequencies are our own rope type; transformers has them as longrope with both lists alike. */
    private static JsonNode forTransformers(JsonNode config) {
        var scaling = config.path("rope_scaling");
        if (!scaling.path("rope_type").asText().equals("factors")) {
            return config;
        }
        ObjectNode copy = config.deepCopy();
        var longrope = copy.putObject("rope_scaling").put("rope_type", "longrope").put("factor", 1.0).put("attention_factor", 1.0);
        longrope.set("long_factor", scaling.path("factors"));
        longrope.set("short_factor", scaling.path("factors"));
        return copy;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
