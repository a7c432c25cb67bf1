package dev.atelier.engine.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** llama.cpp's own tests of tokenizers: vocabularies in GGUF, texts and the ids that it finds. */
final class Vocabularies {
    private Vocabularies() {}

    /** Unpacks one. */
    static Path gguf(String name, Path folder) throws IOException {
        var file = folder.resolve(name + ".gguf");
        try (var in = new GZIPInputStream(Files.newInputStream(Fixtures.path("tokenizers/vocabularies/" + name + ".gguf.gz")))) {
            Files.copy(in, file);
        }
        return file;
    }

    /** The ids of a vocabulary's texts by the tokenizer of {@code model}. */
    static List<List<Integer>> ids(Path model, String name) {
        return TokensHandler.run(model, Fixtures.path("tokenizers/vocabularies/" + name + ".inp")).ids();
    }

    static List<List<Integer>> expected(String name) throws IOException {
        return Files.readAllLines(Fixtures.path("tokenizers/vocabularies/" + name + ".out")).stream()
                .map(line -> line.isBlank() ? List.<Integer>of() : Arrays.stream(line.strip().split(" ")).map(Integer::valueOf).toList()).toList();
    }
}
