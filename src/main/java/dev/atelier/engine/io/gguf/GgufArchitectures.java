package dev.atelier.engine.io.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.UserError;
import java.util.List;

/** The architectures that GGUF files are read and written for. */
public final class GgufArchitectures {
    private static final List<GgufArchitecture> ALL = List.of(new LlamaGguf(), new Qwen2Gguf(), new Qwen3Gguf(), new GemmaGguf(), new Gemma2Gguf(), new Gemma3Gguf(), new Phi3Gguf(),
            new Gpt2Gguf());

    private GgufArchitectures() {}

    /** The architecture of a Hugging Face folder. */
    public static GgufArchitecture ofConfig(JsonNode config) {
        var type = config.path("model_type").asText();
        return ALL.stream().filter(a -> a.modelTypes().contains(type)).findFirst()
                .orElseThrow(() -> UserError.of("wanted a model_type that GGUF export knows, of " + ALL.stream().flatMap(a -> a.modelTypes().stream().sorted()).toList(),
                        type.isEmpty() ? "none" : type, "export to safetensors instead"));
    }

    /** The architecture of a GGUF file. */
    public static GgufArchitecture ofFile(GgufReader file) {
        var name = file.text("general.architecture").orElse("none");
        return ALL.stream().filter(a -> a.name().equals(name)).findFirst()
                .orElseThrow(() -> UserError.of(file.file() + ": wanted an architecture of " + ALL.stream().map(GgufArchitecture::name).toList(), name,
                        "use a file of one of those"));
    }
}
