package dev.atelier.engine.io;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.Safetensors.TensorInfo;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.MemorySegment;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The checked header: every tensor lies inside the file, has the length its shape says, and shares no byte with another; no byte is left over, as in the
 * reference implementation: what no tensor covers could be another file's content. It is read token by token, so that a header as long as the format
 * allows costs little more than the tensors it names.
 */
record SafetensorsHeader(Map<String, TensorInfo> tensors, Map<String, String> metadata, long dataStart) {
    /** The format's own limit. */
    private static final long MAX_LENGTH = 100_000_000;

    /** Ten times what the largest models have in all their files together. */
    private static final int MAX_TENSORS = 1_000_000;

    private static final int MAX_METADATA = 10_000;
    private static final int MAX_DIMENSIONS = 64;

    /** A name, two braces, three keys with their values, two of which are lists. */
    private static final long TOKENS_OF_A_TENSOR = 14 + MAX_DIMENSIONS;

    static SafetensorsHeader parse(Path file, MemorySegment bytes) {
        return new Reading(file, bytes).header();
    }

    private static final class Reading {
        private final Path file;
        private final MemorySegment bytes;
        private final long dataStart;
        private final long dataBytes;
        private final List<TensorInfo> tensors = new ArrayList<>();
        private final Map<String, String> metadata = new LinkedHashMap<>();

        Reading(Path file, MemorySegment bytes) {
            this.file = file;
            this.bytes = bytes;
            long size = bytes.byteSize();
            if (size < 8) {
                throw broken("8 bytes of header length", size + " bytes in all");
            }
            long length = bytes.get(FloatCodec.LONG, 0);
            if (length < 2 || length > MAX_LENGTH || length > size - 8) {
                throw broken("a header of 2 to " + Math.min(size - 8, MAX_LENGTH) + " bytes", Long.toUnsignedString(length));
            }
            dataStart = 8 + length;
            dataBytes = size - dataStart;
        }

        SafetensorsHeader header() {
            var text = new InputStreamReader(new SegmentStream(bytes.asSlice(8, dataStart - 8)), StandardCharsets.UTF_8.newDecoder());
            try (var in = Json.parser(text, MAX_TENSORS * TOKENS_OF_A_TENSOR)) {
                expect(in, in.nextToken(), JsonToken.START_OBJECT, "a JSON object as header");
                for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                    if (name.equals("__metadata__")) {
                        metadata(in);
                    } else {
                        tensor(name, in);
                    }
                }
                if (in.nextToken() != null) {
                    throw broken("one JSON object as header", "more after it");
                }
            } catch (JsonProcessingException e) {
                throw Json.mistake(file + ", header", e);
            } catch (CharacterCodingException e) {
                throw new UserError(file + ": wanted a header in UTF-8, found other bytes: this is not a safetensors file", e);
            } catch (IOException e) {
                throw new UserError(file + ": wanted a readable file, found " + e + ": check the disk", e);
            }
            tensors.sort(Comparator.comparingLong(TensorInfo::offset).thenComparingLong(TensorInfo::bytes));
            checkTiling();
            var byName = new LinkedHashMap<String, TensorInfo>();
            tensors.forEach(t -> byName.put(t.name(), t));
            return new SafetensorsHeader(Collections.unmodifiableMap(byName), Collections.unmodifiableMap(metadata), dataStart);
        }

        private void metadata(JsonParser in) throws IOException {
            expect(in, in.nextToken(), JsonToken.START_OBJECT, "an object of texts as __metadata__");
            for (String key = in.nextFieldName(); key != null; key = in.nextFieldName()) {
                expect(in, in.nextToken(), JsonToken.VALUE_STRING, "a text as __metadata__ " + key);
                if (metadata.size() == MAX_METADATA) {
                    throw broken("at most " + MAX_METADATA + " pairs of __metadata__", "more");
                }
                metadata.put(key, in.getText());
            }
        }

        private void tensor(String name, JsonParser in) throws IOException {
            var where = "tensor " + name + ": ";
            if (tensors.size() == MAX_TENSORS) {
                throw broken("at most " + MAX_TENSORS + " tensors", "more");
            }
            String type = null;
            long[] shape = null;
            long[] offsets = null;
            expect(in, in.nextToken(), JsonToken.START_OBJECT, where + "an object");
            for (String key = in.nextFieldName(); key != null; key = in.nextFieldName()) {
                in.nextToken();
                switch (key) {
                    case "dtype" -> {
                        expect(in, in.currentToken(), JsonToken.VALUE_STRING, where + "a text as dtype");
                        type = in.getText();
                    }
                    case "shape" -> shape = numbers(in, where + "shape", MAX_DIMENSIONS);
                    case "data_offsets" -> offsets = numbers(in, where + "data_offsets", 2);
                    default -> in.skipChildren();
                }
            }
            tensors.add(checked(name, where, type, shape, offsets));
        }

        private long[] numbers(JsonParser in, String what, int most) throws IOException {
            expect(in, in.currentToken(), JsonToken.START_ARRAY, what + " as a list of whole numbers");
            var values = new long[most];
            int count = 0;
            while (in.nextToken() != JsonToken.END_ARRAY) {
                expect(in, in.currentToken(), JsonToken.VALUE_NUMBER_INT, what + " as a list of whole numbers");
                if (count == most) {
                    throw broken(what + " of at most " + most + " numbers", "more");
                }
                boolean fits = in.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
                if (!fits || in.getLongValue() < 0) {
                    throw broken(what + " as a list of whole numbers from 0 to 2^63", in.getText());
                }
                values[count++] = in.getLongValue();
            }
            return Arrays.copyOf(values, count);
        }

        private TensorInfo checked(String name, String where, @Nullable String typeName, long @Nullable [] shape, long @Nullable [] offsets) {
            if (typeName == null || shape == null || offsets == null || offsets.length != 2) {
                throw broken(where + "dtype, shape and two data_offsets", "less");
            }
            var type = DType.named(typeName).orElseThrow(() -> UserError.of(file + ": " + where + "wanted a dtype of " + Arrays.toString(DType.values()), typeName,
                    "use weights in one of those types"));
            if (offsets[0] > offsets[1] || offsets[1] > dataBytes) {
                throw broken(where + "data_offsets inside the " + dataBytes + " bytes of data", Arrays.toString(offsets));
            }
            long wanted;
            try {
                wanted = Math.multiplyExact(TensorSource.elements(shape), (long) type.bytes());
            } catch (ArithmeticException e) {
                throw broken(where + "a shape of less than 2^63 bytes", Arrays.toString(shape));
            }
            if (wanted != offsets[1] - offsets[0]) {
                throw broken(where + wanted + " bytes for " + type + " " + Arrays.toString(shape), Long.toString(offsets[1] - offsets[0]));
            }
            return new TensorInfo(name, type, shape, dataStart + offsets[0], wanted);
        }

        private void checkTiling() {
            long end = dataStart;
            for (var t : tensors) {
                if (t.offset() != end) {
                    var how = t.offset() < end ? "an overlap with the one before" : "a hole of " + (t.offset() - end) + " bytes before it";
                    throw broken("tensor " + t.name() + ": data directly after the one before", how);
                }
                end += t.bytes();
            }
            if (end != bytes.byteSize()) {
                throw broken("a file of " + end + " bytes by its header", bytes.byteSize() + " bytes");
            }
        }

        private void expect(JsonParser in, @Nullable JsonToken found, JsonToken wanted, String what) throws IOException {
            if (found != wanted) {
                throw broken(what, found == null ? "nothing" : String.valueOf(in.getText()));
            }
        }

        private UserError broken(String wanted, String found) {
            return UserError.of(file + ": wanted " + wanted, found, "the file is damaged or cut short; fetch it again");
        }
    }
}
