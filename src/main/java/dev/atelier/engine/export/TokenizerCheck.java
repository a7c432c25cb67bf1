package dev.atelier.engine.export;

import dev.atelier.domain.UserError;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.io.gguf.GgufModel;
import dev.atelier.engine.io.gguf.GgufValue;
import java.util.ArrayList;
import java.util.Map;

/** Whether an exported file has the tokenizer and the chat template of its model. */
final class TokenizerCheck {
    private TokenizerCheck() {}

    /** {@link UserError} with the key that differs. */
    static void run(ModelSource model, GgufModel written) {
        Map<String, GgufValue> wanted = GgufTokenizer.of(model, written.config().path("vocab_size").asInt(), new ArrayList<>());
        var found = written.file().metadata();
        wanted.forEach((key, value) -> {
            if (!value.equals(found.get(key))) {
                throw UserError.of(written.path() + ": wanted the model's " + key, found.containsKey(key) ? "another" : "none", "export again; if it stays, report it");
            }
        });
    }
}
