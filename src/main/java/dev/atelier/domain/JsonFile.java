package dev.atelier.domain;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** JSON files that came from elsewhere: nothing in them is believed before it is checked, and none takes more memory than its limit allows. */
public enum JsonFile {
    /** config.json, tokenizer_config.json, adapter_config.json, an index of shards. */
    CONFIG(32, 1_000_000),
    /** tokenizer.json: half a million tokens and their merges. */
    VOCABULARY(256, 8_000_000);

    private static final ObjectReader ONE = Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final int megabytes;
    private final long tokens;

    /**
     * @param megabytes the largest file
     * @param tokens the most keys, values, brackets and braces
     */
    JsonFile(int megabytes, long tokens) {
        this.megabytes = megabytes;
        this.tokens = tokens;
    }

    /** The document; a {@link UserError} names the file and the place of what is wrong. */
    public JsonNode read(Path file) {
        try {
            if (Files.size(file) > (long) megabytes << 20) {
                throw UserError.of(file + ": wanted at most " + megabytes + " MB", (Files.size(file) >> 20) + " MB", "name a file of the right kind");
            }
            try (var in = new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8.newDecoder()))) {
                return parse(file, in);
            }
        } catch (JsonProcessingException e) {
            throw Json.mistake(file.toString(), e);
        } catch (CharacterCodingException e) {
            throw notUtf8(file, 1, e);
        } catch (IOException e) {
            throw new UserError(UserError.line(e).orElseGet(() -> file + ": wanted a readable file, found " + e + ": check the disk"), e);
        }
    }

    /** The same for a file that must hold an object. */
    public ObjectNode object(Path file) {
        if (read(file) instanceof ObjectNode object) {
            return object;
        }
        throw UserError.of(file + ": wanted a JSON object, {...}", "another kind of value", "fetch the file again");
    }

    private JsonNode parse(Path file, Reader in) throws IOException {
        in.mark(1);
        if (in.read() != BYTE_ORDER_MARK) {
            in.reset();
        }
        try (JsonParser parser = Json.parser(in, tokens)) {
            try {
                if (parser.nextToken() == null) {
                    throw UserError.of(file + ": wanted JSON", "an empty file", "fetch it again");
                }
                JsonNode root = ONE.readTree(parser);
                JsonToken more = parser.nextToken();
                if (more != null) {
                    throw UserError.of(file + ": wanted one JSON document", "more after it at line " + parser.currentTokenLocation().getLineNr(), "fetch it again");
                }
                return root;
            } catch (CharacterCodingException e) {
                throw notUtf8(file, parser.currentLocation().getLineNr(), e);
            }
        }
    }

    private static UserError notUtf8(Path file, int line, CharacterCodingException e) {
        return new UserError(file + ": wanted text in UTF-8, found other bytes in line " + line + " or after: fetch it again, or save it as UTF-8", e);
    }
}
