package dev.atelier.engine.train;

import dev.atelier.domain.Json;
import dev.atelier.domain.model.ClassNames;
import dev.atelier.engine.export.Companions;
import dev.atelier.engine.io.AtomicFiles;
import dev.atelier.engine.io.DType;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.io.SafetensorsWriter;
import dev.atelier.engine.io.StoredNames;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The folder that full fine-tuning leaves: the base's configuration and tokenizer, and the trained weights in the base's type. */
final class ModelResult {
    private ModelResult() {}

    static void write(Path target, ModelSource base, Trainable trained) {
        AtomicFiles.writeFolder(target, folder -> {
            var files = Companions.of(base);
            var labels = trained.model().config().labels();
            if (!labels.isEmpty()) {
                files.put("config.json", Json.pretty(ClassNames.in(base.config(), labels)).getBytes(StandardCharsets.UTF_8));
            }
            for (var file : files.entrySet()) {
                Files.write(folder.resolve(file.getKey()), file.getValue());
            }
            var names = new StoredNames(base);
            SafetensorsWriter.writeStreamed(folder.resolve("model.safetensors"), Map.of("format", "pt"), trained.streamed(name -> type(base, names.of(name))));
        });
    }

    /** The base's type for that tensor; float32 for one it lacks or has quantized. */
    private static DType type(ModelSource base, String name) {
        if (!base.names().contains(name)) {
            return DType.F32;
        }
        DType type = base.dtype(name);
        return type.bytes() < 2 ? DType.F32 : type;
    }
}
