package dev.atelier.engine.worker;

import dev.atelier.domain.UserError;
import dev.atelier.domain.model.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which models name classes: rows are read otherwise for them. */
final class Classifiers {
    private Classifiers() {}

    /** The longest text in tokens that the model at {@code path} classifies; 0 for one that writes, or whose configuration is not to be read. */
    static int longest(Path path) throws IOException {
        if (!Files.isRegularFile(path.resolve("config.json"))) {
            return 0;
        }
        try {
            var model = ModelConfig.read(path);
            return model.classifies() ? model.maxPositions() : 0;
        } catch (UserError e) {
            return 0; // a tokenizer is enough to count tokens
        }
    }
}
