package dev.atelier.engine.export;

import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunSpec;
import dev.atelier.engine.inspect.Licence;
import dev.atelier.engine.io.gguf.GgufReader;
import dev.atelier.engine.io.gguf.GgufValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where an exported model comes from, as GGUF's general.* keys tell it.
 *
 * @param base the model it was tuned from; null where it was not tuned here
 * @param licence by SPDX's identifiers
 * @param dataset what it was tuned on
 */
record Provenance(String name, @Nullable String base, @Nullable String licence, @Nullable String dataset, @Nullable String description) {

    /** Of what {@link ExportSource#of} makes of {@code asked}. */
    static Provenance of(Path asked, ExportSource source) throws IOException {
        var run = new RunFolder(asked);
        if (!run.exists()) {
            Path adapter = source.adapter();
            String base = name(source.model());
            return new Provenance(adapter == null ? base : base + " + " + name(adapter), adapter == null ? null : base, licence(source.model()), null, null);
        }
        var spec = RunSpec.read(run);
        int rows = spec.rows().getOrDefault("train", 0);
        String how = spec.settings().method().name().toLowerCase(Locale.ROOT);
        return new Provenance(name(asked), name(spec.model()), licence(spec.model()), spec.name(), "Tuned with Atelier (" + how + ") on " + rows + " rows of " + spec.name());
    }

    private static String name(Path model) throws IOException {
        if (Files.isRegularFile(model)) {
            try (var file = GgufReader.open(model)) {
                if (file.text("general.name").isPresent()) {
                    return file.text("general.name").get();
                }
            }
        }
        var name = model.toAbsolutePath().normalize().getFileName();
        return name == null ? "model" : name.toString();
    }

    private static @Nullable String licence(Path model) {
        if (Files.isRegularFile(model)) {
            try (var file = GgufReader.open(model)) {
                return file.text("general.license").orElse(null);
            }
        }
        var found = Files.isDirectory(model) ? Licence.find(model) : null;
        return found == null ? null : found.spdx();
    }

    Map<String, GgufValue> keys() {
        var keys = new LinkedHashMap<String, GgufValue>();
        put(keys, "general.name", name);
        put(keys, "general.license", licence == null ? null : licence.toLowerCase(Locale.ROOT));
        put(keys, "general.description", description);
        if (base != null) {
            keys.put("general.base_model.count", GgufValue.u32(1));
            put(keys, "general.base_model.0.name", base);
        }
        if (dataset != null) {
            keys.put("general.dataset.count", GgufValue.u32(1));
            put(keys, "general.dataset.0.name", dataset);
        }
        return keys;
    }

    private static void put(Map<String, GgufValue> keys, String key, @Nullable String text) {
        if (text != null) {
            keys.put(key, GgufValue.of(text));
        }
    }
}
