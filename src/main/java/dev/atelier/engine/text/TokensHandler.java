package dev.atelier.engine.text;

import dev.atelier.domain.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** {@code tokens}: the ids of texts, specials neither added nor left out. */
public final class TokensHandler {
    /** The line that separates texts in llama.cpp's tokenizer tests. */
    private static final String SEPARATOR = "\n__ggml_vocab_test__\n";

    /**
     * @param ids one list per text
     */
    public record Result(List<List<Integer>> ids) {}

    private TokensHandler() {}

    /**
     * @param model a folder with tokenizer.json, or a GGUF file
     */
    public static Result run(Path model, Path textFile) {
        try (var tokenizer = Tokenizer.open(model)) {
            return new Result(texts(textFile).stream().map(text -> Arrays.stream(tokenizer.encode(text)).boxed().toList()).toList());
        }
    }

    /** The file as one text, or as many as lines {@code __ggml_vocab_test__} separate. */
    static List<String> texts(Path file) {
        try {
            var text = Files.readString(file);
            if (!text.contains(SEPARATOR)) {
                return List.of(text);
            }
            return List.of((text.endsWith(SEPARATOR) ? text.substring(0, text.length() - SEPARATOR.length()) : text).split(SEPARATOR, -1));
        } catch (IOException e) {
            throw new UserError("wanted a UTF-8 text at " + file + ", found " + e + ": name a readable file", e);
        }
    }
}
