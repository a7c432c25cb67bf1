package dev.atelier.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** The processor's name and instruction sets, where the system tells (Linux: /proc/cpuinfo). */
public record CpuFeatures(String model, Set<String> flags) {

    /** Reads them; empty where the system does not say. */
    public static CpuFeatures read() {
        var file = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(file)) {
            return new CpuFeatures(System.getProperty("os.arch"), Set.of());
        }
        try (var lines = Files.lines(file)) {
            var fields = lines.takeWhile(l -> !l.isBlank()).filter(l -> l.contains(":")).toList();
            return new CpuFeatures(field(fields, "model name"), Set.of(field(fields, "flags").split(" ")));
        } catch (IOException e) {
            return new CpuFeatures(System.getProperty("os.arch"), Set.of());
        }
    }

    private static String field(Iterable<String> lines, String name) {
        for (String line : lines) {
            if (line.startsWith(name)) {
                return line.substring(line.indexOf(':') + 1).strip();
            }
        }
        return "";
    }

    /** Whether bf16 products run in hardware (AMX tiles or AVX-512 BF16), faster than float32's. */
    public boolean multipliesBf16() {
        return flags.contains("amx_bf16") || flags.contains("avx512_bf16");
    }
}
