package dev.atelier.engine.export;

import dev.atelier.domain.Progress;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.io.PeftFolder;
import dev.atelier.engine.io.PeftFolder.Lora;
import dev.atelier.engine.io.gguf.GgufArchitecture;
import dev.atelier.engine.io.gguf.GgufArchitectures;
import dev.atelier.engine.io.gguf.GgufValue;
import dev.atelier.engine.io.gguf.GgufWriter;
import dev.atelier.engine.quant.BlockWriter;
import dev.atelier.engine.quant.GgmlType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A LoRA adapter by itself, in float32, for {@code llama-cli --lora} over the base model's GGUF file. llama.cpp has one alpha for all modules and scales
 * by alpha / rank: where modules differ, or the scale is alpha / sqrt(rank), the difference goes into B.
 */
final class GgufLoraExport {
    private final ModelSource base;
    private final PeftFolder adapter;
    private final GgufArchitecture architecture;
    private final Map<String, String> baseNames = new HashMap<>();
    private final double alpha;

    GgufLoraExport(ModelSource base, PeftFolder adapter) {
        this.base = base;
        this.adapter = adapter;
        this.architecture = GgufArchitectures.ofConfig(base.config());
        if (adapter.config().useDora() || !adapter.saved().isEmpty() || adapter.modules().isEmpty()) {
            throw UserError.of(adapter.folder() + ": wanted a plain LoRA, which is all that llama.cpp's adapters can hold",
                    adapter.config().useDora() ? "use_dora" : adapter.saved().isEmpty() ? "no module" : "saved modules", "export with --format gguf, which merges it");
        }
        base.names().forEach(name -> architecture.ggufName(name, architecture.settings(base.config())).ifPresent(gguf -> baseNames.put(gguf, name)));
        var first = adapter.modules().values().iterator().next();
        this.alpha = first.scale() * first.r();
    }

    ExportResult write(Path out, Progress progress) {
        var tensors = new ArrayList<GgufWriter.Tensor>();
        var meter = new Meter(progress, "writing " + out.getFileName(), bytes());
        meter.check();
        try (var blocks = new BlockWriter(meter::cancelled, meter::add)) {
            tensors(blocks, tensors);
            GgufWriter.write(out, keys(), tensors);
            return new ExportResult(out, Files.size(out), meter.seconds(), List.of());
        } catch (IOException e) {
            throw new UserError(out + ": could not be read again: " + e.getMessage(), e);
        }
    }

    /** Bytes of the file that {@link #write} would write. */
    long size() {
        try (var blocks = new BlockWriter(() -> false, bytes -> {})) {
            var tensors = new ArrayList<GgufWriter.Tensor>();
            tensors(blocks, tensors);
            return GgufWriter.size(keys(), tensors);
        }
    }

    private long bytes() {
        return adapter.modules().values().stream().mapToLong(lora -> 4L * lora.r() * (lora.in() + lora.out())).sum();
    }

    private Map<String, GgufValue> keys() {
        var keys = new LinkedHashMap<String, GgufValue>();
        keys.put("general.architecture", GgufValue.of(architecture.name()));
        keys.put("general.type", GgufValue.of("adapter"));
        keys.put("adapter.type", GgufValue.of("lora"));
        keys.put("adapter.lora.alpha", GgufValue.f32(alpha));
        return keys;
    }

    private void tensors(BlockWriter blocks, List<GgufWriter.Tensor> tensors) {
        var config = architecture.settings(base.config());
        for (var lora : adapter.modules().values()) {
            var weight = lora.module() + ".weight";
            var gguf = architecture.ggufName(weight, config).orElseThrow(() -> UserError.of(adapter.folder() + ": wanted modules that GGUF has a tensor for", lora.module(),
                    "export with --format gguf, which merges it"));
            var layout = architecture.layout(weight, config);
            long[] shape = {lora.out(), lora.in()};
            var name = baseNames.get(gguf);
            if (name == null || !Arrays.equals(layout.shape(base.shape(name)), shape)) {
                throw UserError.of(adapter.folder() + ": wanted a base model with " + weight + " " + Arrays.toString(shape), name == null ? "none" : Arrays.toString(base.shape(name)),
                        "use the model that the adapter was trained on");
            }
            tensors.add(new GgufWriter.Tensor(gguf + ".lora_a", GgmlType.F32, new long[] {lora.r(), lora.in()}, out -> blocks.write(GgmlType.F32, lora.r(), (int) lora.in(),
                    (first, count, into) -> adapter.tensors().read(lora.a(), first * lora.in(), into, 0, Math.toIntExact(count * lora.in())), out)));
            tensors.add(new GgufWriter.Tensor(gguf + ".lora_b", GgmlType.F32, new long[] {lora.out(), lora.r()},
                    out -> blocks.write(GgmlType.F32, lora.out(), lora.r(), (first, count, into) -> {
                        for (int i = 0; i < count; i++) {
                            b(lora, layout.rows().huggingFace(first + i), into, i * lora.r());
                        }
                    }, out)));
        }
    }

    /** One row of B, in the scale that the file's alpha leaves to it. */
    private void b(Lora lora, long row, float[] into, int at) {
        adapter.tensors().read(lora.b(), row * lora.r(), into, at, lora.r());
        float share = (float) (lora.scale() * lora.r() / alpha);
        for (int k = at; k < at + lora.r(); k++) {
            into[k] *= share;
        }
    }
}
