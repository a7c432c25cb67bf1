package dev.atelier.engine.text;

import dev.atelier.domain.UserError;
import dev.atelier.engine.Shared;
import dev.atelier.engine.io.FileStamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tokenizers kept open for the next question; one whose files were written since is opened anew. */
public final class Tokenizers implements AutoCloseable {
    private static final int KEPT = 4;
    private final Map<FileStamp, Shared<Tokenizer>> open = new LinkedHashMap<>(KEPT, 0.75f, true);

    /** The tokenizer of a model folder or GGUF file; {@link UserError} if there is none. */
    public synchronized Shared.Lease<Tokenizer> lease(Path model) throws IOException {
        if (!Files.exists(model)) {
            throw UserError.of("wanted a model with a tokenizer at " + model, "nothing there", "check the path");
        }
        var stamp = FileStamp.of(model);
        var shared = open.get(stamp);
        if (shared == null) {
            var tokenizer = Tokenizer.open(stamp.path());
            shared = new Shared<>(tokenizer, tokenizer::close);
            open.put(stamp, shared);
            if (open.size() > KEPT) {
                var eldest = open.entrySet().iterator();
                eldest.next().getValue().drop();
                eldest.remove();
            }
        }
        return shared.lease();
    }

    @Override
    public synchronized void close() {
        open.values().forEach(Shared::drop);
        open.clear();
    }
}
