package dev.atelier.engine.export;

import dev.atelier.domain.UserError;
import dev.atelier.engine.io.FloatCodec;
import dev.atelier.engine.io.gguf.GgufReader;
import dev.atelier.engine.io.gguf.GgufValue;
import dev.atelier.engine.io.gguf.GgufWriter;
import dev.atelier.engine.quant.GgmlType;
import dev.atelier.engine.quant.Importance;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * llama.cpp's file of an importance matrix: for each weight, by GGUF names, the sum of squares of every input column and the number of inputs.
 *
 * @param dataset what was read
 * @param chunks pieces of {@code chunkSize} tokens that were read
 */
public record ImportanceFile(Map<String, Sums> sums, String dataset, int chunks, int chunkSize) {
    private static final String SUMS = ".in_sum2";
    private static final String COUNTS = ".counts";

    /** Of one weight. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Sums(float[] squares, float count) {}

    /** Writes {@code file}. */
    public void write(Path file) {
        var metadata = new LinkedHashMap<String, GgufValue>();
        metadata.put("general.type", GgufValue.of("imatrix"));
        metadata.put("imatrix.datasets", GgufValue.strings(List.of(dataset)));
        metadata.put("imatrix.chunk_count", GgufValue.u32(chunks));
        metadata.put("imatrix.chunk_size", GgufValue.u32(chunkSize));
        var tensors = new ArrayList<GgufWriter.Tensor>();
        new TreeMap<>(sums).forEach((name, of) -> {
            tensors.add(tensor(name + SUMS, of.squares));
            tensors.add(tensor(name + COUNTS, of.count));
        });
        GgufWriter.write(file, metadata, tensors);
    }

    private static GgufWriter.Tensor tensor(String name, float... values) {
        return new GgufWriter.Tensor(name, GgmlType.F32, new long[] {1, values.length}, out -> {
            var bytes = new byte[4 * values.length];
            MemorySegment.copy(values, 0, MemorySegment.ofArray(bytes), FloatCodec.FLOAT, 0, values.length);
            var buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
        });
    }

    /** How much columns count by {@code file}: mean squares; {@link UserError} where it is no such file. */
    public static Importance read(Path file) {
        try (var in = GgufReader.open(file)) {
            if (!in.text("general.type").orElse("").equals("imatrix")) {
                throw UserError.of(file + ": wanted an importance matrix (general.type imatrix)", in.text("general.type").orElse("another file"), "make one with atelier imatrix");
            }
            var sums = new HashMap<String, Sums>();
            for (var name : in.tensors().keySet()) {
                if (name.endsWith(SUMS)) {
                    var weight = name.substring(0, name.length() - SUMS.length());
                    sums.put(weight, new Sums(values(in, name), values(in, weight + COUNTS)[0]));
                }
            }
            return importance(sums, file.toString());
        }
    }

    /** How much columns count: mean squares. */
    public Importance importance() {
        return importance(sums, dataset);
    }

    private static Importance importance(Map<String, Sums> sums, String where) {
        var means = new HashMap<String, float[]>();
        sums.forEach((weight, of) -> means.put(weight, means(where, weight, of)));
        return new Importance(means);
    }

    private static float[] values(GgufReader in, String name) {
        var info = in.info(name);
        if (info.type() != GgmlType.F32 || info.shape().length > 2 || info.shape().length == 2 && info.shape()[0] != 1) {
            throw UserError.of(in.file() + ": wanted one float32 row in " + name, info.toString(), "use a file of a model without experts");
        }
        var values = new float[Math.toIntExact(info.bytes() / 4)];
        in.rows(name, 0, 1, values, 0);
        return values;
    }

    private static float[] means(String where, String weight, Sums of) {
        var means = new float[of.squares.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = of.count > 0 ? of.squares[i] / of.count : 1;
            if (!Float.isFinite(means[i]) || means[i] < 0) {
                throw UserError.of(where + ": wanted sums of squares for " + weight, Float.toString(means[i]), "make the file again");
            }
        }
        return means;
    }
}
