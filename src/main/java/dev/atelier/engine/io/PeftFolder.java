package dev.atelier.engine.io;

import dev.atelier.domain.Json;
import dev.atelier.domain.JsonFile;
import dev.atelier.domain.UserError;
import dev.atelier.domain.model.ModelConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A LoRA adapter as PEFT keeps it: adapter_config.json and adapter_model.safetensors with {@code base_model.model.<module>.lora_A.weight} [r, in]
 * and {@code .lora_B.weight} [out, r].
 */
public final class PeftFolder implements AutoCloseable {
    public static final String CONFIG = "adapter_config.json";
    public static final String WEIGHTS = "adapter_model.safetensors";
    public static final String PREFIX = "base_model.model.";
    private static final String LABELS = "labels";
    private static final int MOST_CLASSES = 100_000;
    private static final String A = ".lora_A.weight";
    private static final String B = ".lora_B.weight";
    private static final String MAGNITUDE = ".lora_magnitude_vector";

    private final Path folder;
    private final AdapterConfig config;
    private final Safetensors file;
    private final Map<String, Lora> modules;
    private final Map<String, String> saved;

    /**
     * One adapted module: W + scale B A, where A is [r, in] and B is [out, r]; {@code a} and {@code b} are the tensors' names in the file,
     * {@code magnitude} that of its rows' lengths [out] (DoRA).
     */
    public record Lora(String module, String a, String b, int r, long in, long out, double scale, @Nullable String magnitude) {}

    private PeftFolder(Path folder, AdapterConfig config, Safetensors file, Map<String, Lora> modules, Map<String, String> saved) {
        this.folder = folder;
        this.config = config;
        this.file = file;
        this.modules = Collections.unmodifiableMap(modules);
        this.saved = Collections.unmodifiableMap(saved);
    }

    /** The name of a module's A in the file. */
    public static String keyA(String module) {
        return PREFIX + module + A;
    }

    /** The name of a module's B in the file. */
    public static String keyB(String module) {
        return PREFIX + module + B;
    }

    /** Whether {@code folder} holds an adapter. */
    public static boolean isOne(Path folder) {
        return Files.isRegularFile(folder.resolve(CONFIG));
    }

    /** Opens and checks: every A has its B, with the shapes and the rank the configuration says. */
    public static PeftFolder open(Path folder) {
        var config = config(folder);
        if (!Files.isRegularFile(folder.resolve(WEIGHTS)) && Files.isRegularFile(folder.resolve("adapter_model.bin"))) {
            throw UserError.of(folder + ": wanted " + WEIGHTS, "adapter_model.bin, a Python pickle, which can run code when it is read",
                    "save the adapter as safetensors where you trust it");
        }
        var file = Safetensors.open(folder.resolve(WEIGHTS));
        try {
            var modules = new LinkedHashMap<String, Lora>();
            var saved = new LinkedHashMap<String, String>();
            for (var name : file.tensors().keySet()) {
                classify(config, file, name, modules, saved);
            }
            return new PeftFolder(folder, config, file, modules, saved);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** adapter_config.json alone: what {@link #open} reads before the weights. */
    public static AdapterConfig config(Path folder) {
        var file = folder.resolve(CONFIG);
        if (!Files.isRegularFile(file)) {
            throw UserError.of("wanted an adapter folder with " + CONFIG, "none in " + folder, "check the path");
        }
        return AdapterConfig.parse(JsonFile.CONFIG.read(file), file.toString());
    }

    /**
     * Writes an adapter folder, whole or not at all; the entries carry full names ({@link #keyA}, {@link #keyB}).
     *
     * @param labels a classifier's classes, which the weights' metadata tell: PEFT has no other place for them
     */
    public static void write(Path folder, AdapterConfig config, List<String> labels, List<SafetensorsWriter.Entry> tensors) {
        writeStreamed(folder, config, labels, tensors.stream().map(SafetensorsWriter.Entry::streamed).toList());
    }

    /** The same with tensors that are never whole in memory. */
    public static void writeStreamed(Path folder, AdapterConfig config, List<String> labels, List<SafetensorsWriter.Streamed> tensors) {
        Map<String, String> metadata = labels.isEmpty() ? Map.of("format", "pt") : Map.of("format", "pt", LABELS, Json.line(labels));
        AtomicFiles.writeFolder(folder, f -> {
            Files.writeString(f.resolve(CONFIG), config.toJson());
            SafetensorsWriter.writeStreamed(f.resolve(WEIGHTS), metadata, tensors);
        });
    }

    /** The same adapter in another folder, with another path to its base model. */
    public void copyTo(Path target, @Nullable String baseModel) {
        var entries = new ArrayList<SafetensorsWriter.Entry>();
        file.tensors().values().forEach(t -> entries.add(new SafetensorsWriter.Entry(t.name(), t.dtype(), t.shape(), () -> file.data(t.name()))));
        write(target, config.withBase(baseModel), labels(), entries);
    }

    private List<String> labels() {
        String told = file.metadata().get(LABELS);
        var names = new ArrayList<String>();
        if (told != null) {
            Json.parse(told, file.file() + ": " + LABELS).forEach(name -> names.add(name.asText()));
        }
        return names;
    }

    /** The base model as the adapter takes it: a classifier's with the classes that its saved head tells apart. */
    public ModelConfig model(ModelConfig base) {
        var output = base.classifies() ? saved.get(base.tensors().getLast().name()) : null;
        if (output == null) {
            return base;
        }
        long classes = file.info(output).shape()[0];
        var names = labels();
        if (names.size() == classes && Set.copyOf(names).size() == names.size()) {
            return base.withLabels(names);
        }
        return classes == base.labels().size() || classes > MOST_CLASSES ? base : base.withLabels(LongStream.range(0, classes).mapToObj(i -> "LABEL_" + i).toList());
    }

    public Path folder() {
        return folder;
    }

    public AdapterConfig config() {
        return config;
    }

    /** The tensors under their names in the file. */
    public Safetensors tensors() {
        return file;
    }

    /** Adapted modules by their path in the base model, such as {@code model.layers.0.self_attn.q_proj}. */
    public Map<String, Lora> modules() {
        return modules;
    }

    /** The adapter of the module at {@code path}, which has one. */
    public Lora module(String path) {
        var m = modules.get(path);
        if (m == null) {
            throw new IllegalArgumentException("no adapter beside " + path);
        }
        return m;
    }

    /** Tensors that replace one of the base model: its name there, and its name in the file (modules_to_save, resized embeddings). */
    public Map<String, String> saved() {
        return saved;
    }

    @Override
    public void close() {
        file.close();
    }

    private static void classify(AdapterConfig config, Safetensors file, String name, Map<String, Lora> modules, Map<String, String> saved) {
        if (!name.startsWith(PREFIX)) {
            throw UserError.of(file.file() + ": wanted tensors named " + PREFIX + "<module>" + A, name, "is this a LoRA adapter saved by PEFT?");
        }
        var inner = name.substring(PREFIX.length());
        if (inner.endsWith(A)) {
            var module = inner.substring(0, inner.length() - A.length());
            modules.put(module, lora(config, file, module));
        } else if (inner.endsWith(B)) {
            file.info(keyA(inner.substring(0, inner.length() - B.length())));
        } else if (inner.endsWith(MAGNITUDE) || inner.endsWith(MAGNITUDE + ".weight")) {
            if (!config.useDora()) {
                throw UserError.of(file.file() + ": wanted no lora_magnitude_vector, since use_dora is false", inner, "adapter_config.json and the weights must come from the same adapter");
            }
            file.info(keyA(inner.substring(0, inner.indexOf(MAGNITUDE))));
        } else if (inner.contains(".lora_")) {
            throw UserError.of(file.file() + ": wanted lora_A and lora_B of linear layers only", inner, "merge this adapter with PEFT first");
        } else {
            saved.put(inner, name);
        }
    }

    private static Lora lora(AdapterConfig config, Safetensors file, String module) {
        var a = file.info(keyA(module));
        var b = file.info(keyB(module));
        int r = config.rank(module);
        if (a.shape().length != 2 || b.shape().length != 2 || a.shape()[0] != r || b.shape()[1] != r) {
            throw UserError.of(file.file() + ": " + module + ": wanted A [" + r + ", in] and B [out, " + r + "]", a + " and " + b,
                    "adapter_config.json and the weights must come from the same adapter");
        }
        return new Lora(module, keyA(module), keyB(module), r, a.shape()[1], b.shape()[0], config.scale(module), magnitude(config, file, module, b.shape()[0]));
    }

    private static @Nullable String magnitude(AdapterConfig config, Safetensors file, String module, long out) {
        String key = PREFIX + module + MAGNITUDE;
        String name = file.tensors().containsKey(key) ? key : key + ".weight";
        if (!config.useDora()) {
            return null;
        }
        var info = file.info(name);
        if (info.shape().length != 1 || info.shape()[0] != out) {
            throw UserError.of(file.file() + ": " + module + ": wanted lora_magnitude_vector [" + out + "]", info.toString(), "fetch the adapter again");
        }
        return name;
    }
}
