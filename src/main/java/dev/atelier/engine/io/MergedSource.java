package dev.atelier.engine.io;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.UserError;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A base model with a LoRA adapter merged in as it is read: W + s B A in float32, row by row; the base files stay as they are. */
public final class MergedSource implements TensorSource {
    private static final String WEIGHT = ".weight";

    private final TensorSource base;
    private final PeftFolder adapter;
    private final Map<String, Delta> deltas = new HashMap<>();

    /** s, A [r, in] and B [out, r] of one module. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Delta(int r, int in, float scale, float[] a, float[] b) {
        /** Adds s B A to {@code count} elements from row-major index {@code first} on. */
        void addTo(long first, float[] into, int at, int count) {
            var sum = new float[Math.min(in, count)];
            for (int done = 0; done < count;) {
                int row = (int) ((first + done) / in);
                int column = (int) ((first + done) % in);
                int n = Math.min(in - column, count - done);
                Arrays.fill(sum, 0, n, 0);
                for (int k = 0; k < r; k++) {
                    accumulate(sum, n, b[row * r + k], a, k * in + column);
                }
                for (int j = 0; j < n; j++) {
                    into[at + done + j] += scale * sum[j];
                }
                done += n;
            }
        }

        private static void accumulate(float[] sum, int n, float factor, float[] row, int off) {
            for (int j = 0; j < n; j++) {
                sum[j] += factor * row[off + j];
            }
        }
    }

    /** Checks that every adapted module is a matrix of the base with the adapter's shape; keeps A and B in memory. */
    public MergedSource(TensorSource base, PeftFolder adapter) {
        this.base = base;
        this.adapter = adapter;
        var where = adapter.folder() + ": ";
        if (adapter.config().useDora() || adapter.config().fanInFanOut()) {
            throw UserError.of(where + "wanted a plain LoRA to merge", "use_dora or fan_in_fan_out", "merge this adapter with PEFT");
        }
        for (var lora : adapter.modules().values()) {
            var weight = lora.module() + WEIGHT;
            if (!base.names().contains(weight)) {
                throw UserError.of(where + "wanted a base model with " + weight, "none of that name", "use the model that the adapter was trained on");
            }
            if (!Arrays.equals(base.shape(weight), new long[] {lora.out(), lora.in()})) {
                throw UserError.of(where + "wanted " + weight + " [" + lora.out() + ", " + lora.in() + "]", Arrays.toString(base.shape(weight)),
                        "use the model that the adapter was trained on");
            }
            deltas.put(weight, new Delta(lora.r(), Math.toIntExact(lora.in()), (float) lora.scale(), adapter.tensors().floats(lora.a()),
                    adapter.tensors().floats(lora.b())));
        }
        adapter.saved().forEach((name, key) -> {
            if (!base.names().contains(name) || !Arrays.equals(base.shape(name), adapter.tensors().info(key).shape())) {
                throw UserError.of(where + "wanted saved modules with the shapes of the base model", adapter.tensors().info(key).toString(),
                        "merge this adapter with PEFT");
            }
        });
    }

    /** {@code base} itself without an adapter. */
    public static TensorSource of(TensorSource base, @Nullable PeftFolder adapter) {
        return adapter == null ? base : new MergedSource(base, adapter);
    }

    /** Whether {@code name} differs from the base model's. */
    public boolean changes(String name) {
        return deltas.containsKey(name) || adapter.saved().containsKey(name);
    }

    @Override
    public JsonNode config() {
        return base.config();
    }

    @Override
    public Set<String> names() {
        return base.names();
    }

    @Override
    public long[] shape(String name) {
        return base.shape(name);
    }

    @Override
    public void read(String name, long first, float[] into, int at, int count) {
        var saved = adapter.saved().get(name);
        if (saved != null) {
            adapter.tensors().read(saved, first, into, at, count);
            return;
        }
        base.read(name, first, into, at, count);
        var delta = deltas.get(name);
        if (delta != null) {
            delta.addTo(first, into, at, count);
        }
    }
}
