package dev.atelier.domain.work;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The messages as lines of JSON, and back. */
public final class Wire {
    /** Most bytes of a question's line. */
    public static final int MAX_ASK = 64 << 20;

    /** Most bytes of a reply's line: a dataset's longest row, escaped. */
    public static final int MAX_REPLY = 256 << 20;

    private static final Pattern ID = Pattern.compile("\\A\\s*\\{\\s*\"id\"\\s*:\\s*(\\d{1,18})\\b");
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build()).build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .addModule(new SimpleModule().addSerializer(Path.class, ToStringSerializer.instance).addDeserializer(Path.class, new PathText()))
            .build();

    private Wire() {}

    /** The message in UTF-8, its line end included. */
    public static byte[] line(WorkMessage message) {
        try {
            return (MAPPER.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not writable as JSON: " + message.getClass(), e);
        }
    }

    public static WorkMessage.Ask ask(String line) throws JsonProcessingException {
        return MAPPER.readValue(line, WorkMessage.Ask.class);
    }

    public static WorkMessage.Reply reply(String line) throws JsonProcessingException {
        return MAPPER.readValue(line, WorkMessage.Reply.class);
    }

    /** The id a line begins with, whatever comes behind it; 0, which is no question's, if it begins otherwise. */
    public static long id(String line) {
        var match = ID.matcher(line);
        return match.find() ? Long.parseLong(match.group(1)) : 0;
    }

    /** An answer as it goes into a reply. */
    public static JsonNode tree(Object answer) {
        return MAPPER.valueToTree(answer);
    }

    /** An answer as it comes out of a reply. */
    public static <A> A answer(JsonNode tree, Class<A> type) throws JsonProcessingException {
        return MAPPER.treeToValue(tree, type);
    }

    /** Jackson's own takes what stands before a colon for the scheme of an address. */
    private static final class PathText extends StdScalarDeserializer<Path> {
        private static final long serialVersionUID = 1;

        PathText() {
            super(Path.class);
        }

        @Override
        public Path deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = parser.getText();
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw context.weirdStringException(text, Path.class, String.valueOf(e.getMessage()));
            }
        }
    }
}
