package dev.atelier.cli;

import dev.atelier.engine.model.InitHandler.Sizes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code bench memory} trains: Llamas of two shapes, each with LoRA, QLoRA and in full, at two batches, activations kept and computed again; or what takes another path.
 *
 * @param precision f32 or bf16, of the model's file and of training
 * @param settings besides the defaults
 */
record MemoryConfiguration(String architecture, Shape shape, String precision, Map<String, String> settings) {
    enum Shape {
        /** 34 million parameters. */
        SMALL,
        /** 100 million, grouped queries, tied embeddings. */
        WIDE;

        Sizes sizes() {
            return this == SMALL ? new Sizes(8192, 512, 1408, 8, 8, 8, 4096, false) : new Sizes(16_000, 1024, 2816, 8, 16, 4, 4096, true);
        }
    }

    static List<MemoryConfiguration> llamas() {
        var all = new ArrayList<MemoryConfiguration>();
        for (var shape : Shape.values()) {
            int batch = shape == Shape.SMALL ? 4 : 2;
            for (String method : List.of("lora", "qlora", "full")) {
                for (String recompute : List.of("off", "on")) {
                    all.add(of("llama", shape, "f32", "method", method, "micro_batch", "" + batch, "max_length", "512", "recompute", recompute));
                    all.add(of("llama", shape, "bf16", "method", method, "micro_batch", "" + 2 * batch, "max_length", "768", "recompute", recompute));
                }
            }
        }
        all.add(of("llama", Shape.SMALL, "f32", "micro_batch", "1", "max_length", "3072", "recompute", "off"));
        all.add(of("llama", Shape.WIDE, "bf16", "micro_batch", "4", "max_length", "512", "rank", "128", "optimizer", "adamw8bit", "recompute", "off"));
        all.add(of("llama", Shape.WIDE, "f32", "method", "qlora", "int8_embeddings", "true", "micro_batch", "2", "max_length", "512", "recompute", "off"));
        return List.copyOf(all);
    }

    /** What no hand-written kernels compute: libtorch's autograd makes arrays of all sizes, and the holes they leave differ from run to run by a tenth of the whole. */
    static List<MemoryConfiguration> throughAutograd() {
        return List.of(of("llama", Shape.SMALL, "f32", "use_dora", "true", "micro_batch", "4", "max_length", "512"), of("qwen3", Shape.WIDE, "f32", "micro_batch", "2", "max_length", "512"),
                of("gemma2", Shape.SMALL, "f32", "micro_batch", "2", "max_length", "512"), of("gpt2", Shape.SMALL, "f32", "method", "full", "micro_batch", "2", "max_length", "512"));
    }

    private static MemoryConfiguration of(String architecture, Shape shape, String precision, String... settings) {
        var given = new LinkedHashMap<>(Map.of("rank", "16", "alpha", "32"));
        for (int i = 0; i < settings.length; i += 2) {
            given.put(settings[i], settings[i + 1]);
        }
        return new MemoryConfiguration(architecture, shape, precision, given);
    }

    /** The model's folder: configurations that differ in settings alone share one. */
    String model() {
        return architecture + "-" + shape.name().toLowerCase(Locale.ROOT) + "-" + precision;
    }

    /** Everything in one word. */
    String name() {
        var name = new StringBuilder(model()).append('-').append(settings.getOrDefault("method", "lora")).append('-').append(settings.get("micro_batch")).append('x').append(settings.get("max_length"));
        if (settings.getOrDefault("recompute", "").equals("on")) {
            name.append("-recompute");
        }
        if (settings.containsKey("use_dora")) {
            name.append("-dora");
        }
        if (settings.containsKey("int8_embeddings")) {
            name.append("-int8-embeddings");
        }
        return settings.containsKey("optimizer") ? name.append("-r").append(settings.get("rank")).append('-').append(settings.get("optimizer")).toString() : name.toString();
    }
}
