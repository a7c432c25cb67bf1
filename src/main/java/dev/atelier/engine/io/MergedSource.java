package dev.atelier.engine.io;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.UserError;
import dev.atelier.domain.model.ClassNames;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.domain.model.Part;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A base model with a LoRA adapter merged in as it is read: W + s B A in float32, row by row; the base files stay as they are. */
public final class MergedSource implements TensorSource {
    private static final String WEIGHT = ".weight";

    private final TensorSource base;
    private final PeftFolder adapter;
    private final JsonNode config;
    private final Map<String, Delta> deltas = new HashMap<>();
    private final Map<String, String> replaced = new HashMap<>();

    /**
     * What is added to a stored matrix [rows, columns]: scale x left [rows, r] times right [r, columns]; then every row or column may be brought to another length.
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Delta(int r, int columns, float scale, float[] left, float[] right, float @Nullable [] share, boolean byColumn) {
        /** Changes {@code count} elements from row-major index {@code first} on. */
        void applyTo(long first, float[] into, int at, int count) {
            var sum = new float[Math.min(columns, count)];
            for (int done = 0; done < count;) {
                int row = (int) ((first + done) / columns);
                int column = (int) ((first + done) % columns);
                int n = Math.min(columns - column, count - done);
                Arrays.fill(sum, 0, n, 0);
                for (int k = 0; k < r; k++) {
                    accumulate(sum, n, left[row * r + k], right, k * columns + column);
                }
                for (int j = 0; j < n; j++) {
                    into[at + done + j] += scale * sum[j];
                }
                if (share != null) {
                    for (int j = 0; j < n; j++) {
                        into[at + done + j] *= share[byColumn ? column + j : row];
                    }
                }
                done += n;
            }
        }

        private static void accumulate(float[] sum, int n, float factor, float[] row, int off) {
            for (int j = 0; j < n; j++) {
                sum[j] += factor * row[off + j];
            }
        }

        Delta with(float[] shares) {
            return new Delta(r, columns, scale, left, right, shares, byColumn);
        }
    }

    /** Checks that every adapted module is a matrix of the base with the adapter's shape; keeps A and B in memory. */
    public MergedSource(TensorSource base, PeftFolder adapter) {
        this.base = base;
        this.adapter = adapter;
        var where = adapter.folder() + ": ";
        var names = new StoredNames(base);
        Map<String, Boolean> transposed = new HashMap<>();
        var plain = ModelConfig.of(base.config());
        var model = adapter.model(plain);
        plain.tensors().forEach(t -> transposed.put(t.name(), t.transposed()));
        for (var lora : adapter.modules().values()) {
            var weight = names.of(lora.module() + WEIGHT);
            if (!base.names().contains(weight)) {
                throw UserError.of(where + "wanted a base model with " + weight, "none of that name", "use the model that the adapter was trained on");
            }
            boolean turned = transposed.getOrDefault(lora.module() + WEIGHT, adapter.config().fanInFanOut());
            if (!Arrays.equals(base.shape(weight), turned ? new long[] {lora.in(), lora.out()} : new long[] {lora.out(), lora.in()})) {
                throw UserError.of(where + "wanted " + weight + " [" + lora.out() + ", " + lora.in() + "]", Arrays.toString(base.shape(weight)),
                        "use the model that the adapter was trained on");
            }
            deltas.put(weight, delta(lora, weight, turned));
        }
        Map<String, long[]> heads = new HashMap<>();
        model.tensors().stream().filter(t -> model.classifies() && t.part() == Part.HEAD).forEach(t -> heads.put(t.name(), t.shape()));
        adapter.saved().forEach((name, key) -> {
            long[] shape = adapter.tensors().info(key).shape();
            if (!Arrays.equals(heads.getOrDefault(name, base.names().contains(names.of(name)) ? base.shape(names.of(name)) : new long[0]), shape)) {
                throw UserError.of(where + "wanted saved modules with the shapes of the base model", adapter.tensors().info(key).toString(),
                        "use the model that the adapter was trained on");
            }
            replaced.put(names.of(name), key);
        });
        config = model.labels().equals(plain.labels()) ? base.config() : ClassNames.in(base.config(), model.labels());
    }

    private Delta delta(PeftFolder.Lora lora, String weight, boolean turned) {
        float[] a = adapter.tensors().floats(lora.a());
        float[] b = adapter.tensors().floats(lora.b());
        int r = lora.r();
        int in = Math.toIntExact(lora.in());
        int out = Math.toIntExact(lora.out());
        var plain = turned ? new Delta(r, out, (float) lora.scale(), transposed(a, r, in), transposed(b, out, r), null, true)
                : new Delta(r, in, (float) lora.scale(), b, a, null, false);
        return lora.magnitude() == null ? plain : plain.with(shares(plain, weight, adapter.tensors().floats(lora.magnitude()), turned ? in : out));
    }

    /** What each output's weights are multiplied by to have the trained length (DoRA). */
    private float[] shares(Delta plain, String weight, float[] lengths, int rows) {
        var squares = new double[lengths.length];
        var row = new float[plain.columns()];
        for (int i = 0; i < rows; i++) {
            base.read(weight, (long) i * row.length, row, 0, row.length);
            plain.applyTo((long) i * row.length, row, 0, row.length);
            for (int j = 0; j < row.length; j++) {
                squares[plain.byColumn() ? j : i] += (double) row[j] * row[j];
            }
        }
        var shares = new float[lengths.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = (float) (lengths[i] / Math.sqrt(squares[i]));
        }
        return shares;
    }

    private static float[] transposed(float[] values, int rows, int columns) {
        var out = new float[values.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                out[j * rows + i] = values[i * columns + j];
            }
        }
        return out;
    }

    /** {@code base} itself without an adapter. */
    public static TensorSource of(TensorSource base, @Nullable PeftFolder adapter) {
        return adapter == null ? base : new MergedSource(base, adapter);
    }

    /** Whether {@code name} differs from the base model's. */
    public boolean changes(String name) {
        return deltas.containsKey(name) || replaced.containsKey(name);
    }

    @Override
    public JsonNode config() {
        return config;
    }

    @Override
    public Set<String> names() {
        var all = new LinkedHashSet<>(base.names());
        all.addAll(replaced.keySet());
        return all;
    }

    @Override
    public long[] shape(String name) {
        var saved = replaced.get(name);
        return saved == null ? base.shape(name) : adapter.tensors().info(saved).shape();
    }

    @Override
    public void letGo(String name) {
        base.letGo(name);
    }

    @Override
    public void read(String name, long first, float[] into, int at, int count) {
        var saved = replaced.get(name);
        if (saved != null) {
            adapter.tensors().read(saved, first, into, at, count);
            return;
        }
        base.read(name, first, into, at, count);
        var delta = deltas.get(name);
        if (delta != null) {
            delta.applyTo(first, into, at, count);
        }
    }
}
