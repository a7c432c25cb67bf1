package dev.atelier.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * tokenizer.json as Hugging Face's tokenizers library writes it, checked (the library ends the process at what it does not expect), and made fit for
 * training: without truncation, padding and dropout and with offsets that cover every character.
 *
 * @param specials bos_token, eos_token ... where the vocabulary itself names them
 * @param where names the document in errors
 */
record TokenizerJson(ObjectNode root, Map<String, Integer> vocabulary, Map<String, String> specials, String where) {
    /** The largest file that is read, in bytes: those of the largest vocabularies have 35 million. */
    private static final long MAX_FILE = 128L << 20;

    /** A folder's: tokenizer.json, else made from tokenizer.model; null if it has neither. */
    static @Nullable TokenizerJson find(Path folder) {
        var json = folder.resolve("tokenizer.json");
        if (Files.isRegularFile(json)) {
            return read(json);
        }
        var model = folder.resolve("tokenizer.model");
        return Files.isRegularFile(model) ? SentencePieceFolder.read(folder, model, bytes(model)) : null;
    }

    static TokenizerJson read(Path file) {
        try {
            size(file);
            if (!(Json.parse(Files.readString(file), file.toString()) instanceof ObjectNode root)) {
                throw UserError.of(file + ": wanted a Hugging Face tokenizer", "no JSON object", "fetch the file again");
            }
            return of(root, file.toString());
        } catch (IOException e) {
            throw new UserError(file + ": wanted a readable UTF-8 file, found " + e + ": fetch the file again", e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            size(file);
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UserError(file + ": wanted a readable file, found " + e + ": fetch the file again", e);
        }
    }

    private static void size(Path file) throws IOException {
        if (Files.size(file) > MAX_FILE) {
            throw UserError.of(file + ": wanted a tokenizer of at most " + MAX_FILE + " bytes", Files.size(file) + " bytes", "fetch the file again");
        }
    }

    /** Checks a document and makes it fit; {@code where} names it in errors. */
    static TokenizerJson of(ObjectNode root, String where) {
        if (!(root.path("model") instanceof ObjectNode model)) {
            throw UserError.of(where + ": wanted a Hugging Face tokenizer with a \"model\"", "none", "fetch the file again");
        }
        var vocabulary = TokenizerVocabulary.read(root, model, where);
        TokenizerSteps.check(root, where);
        model.putNull("dropout");
        root.putNull("truncation").putNull("padding");
        keepWhitespaceInOffsets(root.path("post_processor"));
        return new TokenizerJson(root, vocabulary, Map.of(), where);
    }

    /** The document as the library reads it. */
    String text() {
        return Json.line(root);
    }

    private static void keepWhitespaceInOffsets(JsonNode processor) {
        if (processor instanceof ObjectNode object && object.has("trim_offsets")) {
            object.put("trim_offsets", false);
        }
        processor.path("processors").forEach(TokenizerJson::keepWhitespaceInOffsets);
    }
}
