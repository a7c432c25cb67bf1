package dev.atelier.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.model.Feature;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.domain.model.TensorSpec;
import dev.atelier.engine.io.AtomicFiles;
import dev.atelier.engine.io.DType;
import dev.atelier.engine.io.FloatCodec;
import dev.atelier.engine.io.SafetensorsWriter;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/** Writes a folder with seeded random weights: normal with deviation 0.02, 0.02 / sqrt(2 layers) for what writes into the residual stream (Radford et al. 2019), norms 1. */
public final class ModelInit {
    private static final Pattern RESIDUAL = Pattern.compile(".*\\.(o_proj|down_proj|c_proj|output\\.dense)\\.weight");

    private ModelInit() {}

    /** config.json and model.safetensors in {@code folder}, of {@code type}; the same seed gives the same bytes. */
    public static void write(Path folder, JsonNode config, long seed, DType type) {
        var shape = ModelConfig.of(config);
        AtomicFiles.writeString(folder.resolve("config.json"), Json.pretty(config));
        write(folder.resolve("model.safetensors"), shape, seed, type);
    }

    private static void write(Path file, ModelConfig config, long seed, DType type) {
        List<SafetensorsWriter.Entry> entries = new ArrayList<>();
        var random = new SplittableRandom(seed);
        for (var spec : config.tensors()) {
            var own = random.split();
            entries.add(new SafetensorsWriter.Entry(spec.name(), type, spec.shape(), () -> encoded(values(spec, config, own), type)));
        }
        SafetensorsWriter.write(file, Map.of("format", "pt"), entries);
    }

    static float[] values(TensorSpec spec, ModelConfig config, SplittableRandom random) {
        var values = new float[Math.toIntExact(spec.elements())];
        boolean residual = RESIDUAL.matcher(spec.name()).matches();
        double deviation = residual ? 0.02 / Math.sqrt(2.0 * config.layers()) : 0.02;
        float constant = spec.name().endsWith(".bias") || config.has(Feature.NORM_PLUS_ONE) ? 0 : 1;
        for (int i = 0; i < values.length; i++) {
            values[i] = spec.shape().length == 1 ? constant : (float) (random.nextGaussian() * deviation);
        }
        return values;
    }

    /** Float32 values in another floating type, little-endian. */
    public static MemorySegment encoded(float[] values, DType type) {
        var bytes = MemorySegment.ofArray(new byte[Math.multiplyExact(type.bytes(), values.length)]);
        FloatCodec.encode(type, values, 0, values.length, bytes, 0);
        return bytes;
    }
}
