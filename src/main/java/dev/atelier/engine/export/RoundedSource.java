package dev.atelier.engine.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.io.TensorSource;
import dev.atelier.engine.quant.GgmlType;
import dev.atelier.engine.quant.Quantization;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A model whose weights are what a GGUF file of some quantization would give back, rounded as they are read: no file is needed to run it. */
final class RoundedSource implements TensorSource {
    /** Values that one thread rounds at a time. */
    private static final int PIECE = 1 << 16;

    private final TensorSource model;
    private final Map<String, GgufPlan.Stored> stored = new HashMap<>();
    /** The one tensor that lies the other way round in the file, rounded whole. */
    private @Nullable Turned turned;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Turned(String name, float[] values) {}

    /** {@code model} is {@code base}, or that with an adapter merged in. */
    RoundedSource(ModelSource base, TensorSource model, Quantization quantization) {
        this.model = model;
        var plan = new GgufPlan(base, model, quantization);
        model.names().forEach(name -> plan.of(name).ifPresent(where -> stored.put(name, where)));
    }

    @Override
    public JsonNode config() {
        return model.config();
    }

    @Override
    public Set<String> names() {
        return model.names();
    }

    @Override
    public long[] shape(String name) {
        return model.shape(name);
    }

    @Override
    public void letGo(String name) {
        model.letGo(name);
        turned = null;
    }

    @Override
    public void read(String name, long first, float[] into, int at, int count) {
        var where = stored.get(name);
        if (where == null || where.type() == GgmlType.F32) {
            model.read(name, first, into, at, count);
        } else if (where.layout().transposed()) {
            System.arraycopy(turned(name, where), Math.toIntExact(first), into, at, count);
        } else {
            rows(name, where, first, into, at, count);
        }
    }

    /** Rounds the rows that are wanted, or wanted in part, on all cores. */
    private void rows(String name, GgufPlan.Stored where, long first, float[] into, int at, int count) {
        int columns = where.columns();
        long firstRow = first / columns;
        long rows = (first + count - 1) / columns + 1 - firstRow;
        int step = Math.max(1, PIECE / columns);
        IntStream.range(0, Math.toIntExact(Math.ceilDiv(rows, step))).parallel().forEach(piece -> {
            long row = firstRow + (long) piece * step;
            int n = (int) Math.min(step, firstRow + rows - row) * columns;
            var values = new float[n];
            model.read(name, row * columns, values, 0, n);
            round(where, values);
            long begin = Math.max(first, row * columns);
            long end = Math.min(first + count, row * columns + n);
            System.arraycopy(values, (int) (begin - row * columns), into, (int) (at + begin - first), (int) (end - begin));
        });
    }

    private static void round(GgufPlan.Stored where, float[] values) {
        var blocks = new byte[Math.toIntExact(where.type().bytes(values.length))];
        where.type().format().quantize(values, 0, values.length, blocks, 0, where.importance());
        where.type().reader().dequantize(blocks, 0, values, 0, values.length);
    }

    private synchronized float[] turned(String name, GgufPlan.Stored where) {
        if (turned == null || !turned.name.equals(name)) {
            float[] values = model.floats(name);
            int columns = where.columns();
            int rows = values.length / columns;
            IntStream.range(0, rows).parallel().forEach(i -> {
                var row = new float[columns];
                for (int j = 0; j < columns; j++) {
                    row[j] = values[i + j * rows];
                }
                round(where, row);
                for (int j = 0; j < columns; j++) {
                    values[i + j * rows] = row[j];
                }
            });
            turned = new Turned(name, values);
        }
        return turned.values;
    }
}
