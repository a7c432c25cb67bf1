package dev.atelier.engine.io;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.Safetensors.TensorInfo;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The checked header: every tensor lies inside the file, has the length its shape says, and shares no byte with another; no byte is left over. */
record SafetensorsHeader(Map<String, TensorInfo> tensors, Map<String, String> metadata, long dataStart) {
    /** The format's own limit. */
    private static final long MAX_HEADER = 100_000_000;

    static SafetensorsHeader parse(Path file, MemorySegment bytes) {
        long size = bytes.byteSize();
        if (size < 8) {
            throw broken(file, "8 bytes of header length", size + " bytes in all");
        }
        long length = bytes.get(FloatCodec.LONG, 0);
        if (length < 2 || length > MAX_HEADER || length > size - 8) {
            throw broken(file, "a header of at most " + Math.min(size - 8, MAX_HEADER) + " bytes", Long.toUnsignedString(length));
        }
        var root = Json.parse(text(file, bytes.asSlice(8, length)), file + ", header");
        if (!root.isObject()) {
            throw broken(file, "a JSON object as header", root.getNodeType().toString());
        }
        var metadata = new LinkedHashMap<String, String>();
        var list = new ArrayList<TensorInfo>();
        for (var entry : root.properties()) {
            if (entry.getKey().equals("__metadata__")) {
                entry.getValue().properties().forEach(m -> metadata.put(m.getKey(), m.getValue().asText()));
            } else {
                list.add(tensor(file, entry.getKey(), entry.getValue(), 8 + length, size));
            }
        }
        list.sort(Comparator.comparingLong(TensorInfo::offset).thenComparingLong(TensorInfo::bytes));
        checkTiling(file, list, 8 + length, size);
        var tensors = new LinkedHashMap<String, TensorInfo>();
        list.forEach(t -> tensors.put(t.name(), t));
        return new SafetensorsHeader(Collections.unmodifiableMap(tensors), Collections.unmodifiableMap(metadata), 8 + length);
    }

    private static String text(Path file, MemorySegment header) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header.toArray(ValueLayout.JAVA_BYTE))).toString();
        } catch (CharacterCodingException e) {
            throw new UserError(file + ": wanted a header in UTF-8, found other bytes: this is not a safetensors file", e);
        }
    }

    private static TensorInfo tensor(Path file, String name, JsonNode node, long dataStart, long size) {
        var where = "tensor " + name + ": ";
        var type = DType.named(node.path("dtype").asText())
                .orElseThrow(() -> broken(file, where + "a known dtype", node.path("dtype").toString()));
        var shape = longs(file, where + "shape", node.path("shape"));
        var offsets = longs(file, where + "data_offsets", node.path("data_offsets"));
        if (offsets.length != 2 || offsets[0] > offsets[1] || offsets[1] > size - dataStart) {
            throw broken(file, where + "data_offsets inside the " + (size - dataStart) + " bytes of data", node.path("data_offsets").toString());
        }
        long bytes = offsets[1] - offsets[0];
        long wanted;
        try {
            wanted = Math.multiplyExact(TensorSource.elements(shape), (long) type.bytes());
        } catch (ArithmeticException e) {
            throw broken(file, where + "a shape that fits in memory", node.path("shape").toString());
        }
        if (wanted != bytes) {
            throw broken(file, where + wanted + " bytes for " + type + " " + node.path("shape"), Long.toString(bytes));
        }
        return new TensorInfo(name, type, shape, dataStart + offsets[0], bytes);
    }

    private static long[] longs(Path file, String what, JsonNode node) {
        if (!node.isArray()) {
            throw broken(file, what + " as a list of whole numbers", node.isMissingNode() ? "nothing" : node.toString());
        }
        var values = new long[node.size()];
        for (int i = 0; i < values.length; i++) {
            var n = node.get(i);
            if (!n.isIntegralNumber() || !n.canConvertToLong() || n.asLong() < 0) {
                throw broken(file, what + " as a list of whole numbers from 0 up", node.toString());
            }
            values[i] = n.asLong();
        }
        return values;
    }

    private static void checkTiling(Path file, List<TensorInfo> byOffset, long dataStart, long size) {
        long end = dataStart;
        for (var t : byOffset) {
            if (t.offset() != end) {
                var how = t.offset() < end ? "an overlap with the one before" : "a gap of " + (t.offset() - end) + " bytes before it";
                throw broken(file, "tensor " + t.name() + ": data directly after the one before", how);
            }
            end += t.bytes();
        }
        if (end != size) {
            throw broken(file, "a file of " + end + " bytes by its header", size + " bytes");
        }
    }

    private static UserError broken(Path file, String wanted, String found) {
        return UserError.of(file + ": wanted " + wanted, found, "the file is damaged or cut short; fetch it again");
    }
}
