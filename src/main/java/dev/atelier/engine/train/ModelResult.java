package dev.atelier.engine.train;

import dev.atelier.engine.io.AtomicFiles;
import dev.atelier.engine.io.DType;
import dev.atelier.engine.io.ModelFolder;
import dev.atelier.engine.io.SafetensorsWriter;
import dev.atelier.engine.io.StoredNames;
import dev.atelier.engine.model.ModelInit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The folder that full fine-tuning leaves: the base's configuration and tokenizer, and the trained weights in the base's type. */
final class ModelResult {
    private static final List<String> COMPANIONS = List.of("config.json", "tokenizer.json", "tokenizer_config.json", "generation_config.json", "special_tokens_map.json",
            "chat_template.jinja", "tokenizer.model", "LICENSE");

    private ModelResult() {}

    static void write(Path target, ModelFolder base, Trainable trained) {
        AtomicFiles.writeFolder(target, folder -> {
            for (String name : COMPANIONS) {
                copy(base.folder().resolve(name), folder.resolve(name));
            }
            var names = new StoredNames(base);
            var entries = new ArrayList<SafetensorsWriter.Entry>();
            trained.values().forEach((name, v) -> {
                DType type = type(base, names.of(name));
                entries.add(new SafetensorsWriter.Entry(name, type, v.shape(), () -> ModelInit.encoded(v.values(), type)));
            });
            SafetensorsWriter.write(folder.resolve("model.safetensors"), Map.of("format", "pt"), entries);
        });
    }

    /** The base's type for that tensor; float32 for one it lacks or has in eight bits. */
    private static DType type(ModelFolder base, String name) {
        DType type = base.names().contains(name) ? base.find(name).info().dtype() : DType.F32;
        return type.bytes() < 2 ? DType.F32 : type;
    }

    private static void copy(Path from, Path to) throws IOException {
        if (Files.isRegularFile(from)) {
            Files.copy(from, to);
        }
    }
}
