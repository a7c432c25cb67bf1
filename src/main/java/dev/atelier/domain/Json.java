package dev.atelier.domain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;

/**
 * The one JSON mapper: duplicate keys are an error, unknown keys are not, numbers keep their digits, a path is its text, nothing is nested more than 100
 * deep.
 */
public final class Json {
    private static final int DEPTH = 100; // below what the native tokenizer library survives, 128
    private static final int LONGEST = 400;

    public static final JsonMapper MAPPER = JsonMapper.builder(factory(Long.MAX_VALUE))
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(new SimpleModule().addSerializer(Path.class, ToStringSerializer.instance))
            .build();

    /** The same with record components in snake case: {@code valLoss} is {@code val_loss}. */
    public static final JsonMapper SNAKE = MAPPER.rebuild().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

    private Json() {}

    /** What makes parsers that refuse more than {@code tokens} keys, values, brackets and braces in one document. */
    private static JsonFactory factory(long tokens) {
        return JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES) // its table can be made slow by names of equal hashes
                .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEPTH).maxTokenCount(tokens).build())
                .build();
    }

    /** Token after token of a document that may be hostile; closed, it closes {@code in}. */
    public static JsonParser parser(Reader in, long tokens) throws IOException {
        return factory(tokens).createParser(in);
    }

    /** One line of JSON. */
    public static String line(Object value) {
        return line(MAPPER, value);
    }

    /** The same with names in snake case. */
    public static String snakeLine(Object value) {
        return line(SNAKE, value);
    }

    private static String line(JsonMapper mapper, Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not writable as JSON: " + value.getClass(), e);
        }
    }

    /** The document as people read it: indented. */
    public static String pretty(Object value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not writable as JSON: " + value.getClass(), e);
        }
    }

    /** Parses, or a {@link UserError} that names {@code where}. */
    public static JsonNode parse(String text, String where) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw mistake(where, e);
        }
    }

    /** What is said of {@code where} when its text is no JSON, or exceeds a limit. */
    public static UserError mistake(String where, JsonProcessingException e) {
        String found = e.getOriginalMessage().replaceAll("\\p{Cntrl}+", " ").replaceAll(",? from `[^`]*`| \\(start marker at \\[[^\\]]*\\]\\)", "");
        return new UserError(where + ": wanted JSON, found " + found.substring(0, Math.min(found.length(), LONGEST)) + at(e), e);
    }

    private static String at(JsonProcessingException e) {
        return e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
    }
}
