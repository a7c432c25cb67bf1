package dev.atelier.engine.text;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** Files of the tests' class path. */
public final class Fixtures {
    private Fixtures() {}

    public static Path path(String name) {
        try {
            return Path.of(Objects.requireNonNull(Fixtures.class.getResource("/" + name), name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    /** Byte-level BPE with seven merges, ChatML specials and template; its tokenizer.json asks for truncation at 5 tokens. */
    public static Tokenizer bytes() {
        return Tokenizer.open(path("tokenizers/bytes"));
    }
}
