package dev.atelier.engine.doctor;

import dev.atelier.engine.CpuFeatures;
import dev.atelier.engine.SystemMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Java, the system, processor, memory and disk. */
public final class SystemCheck {
    private static final long GIB = 1L << 30;
    private static final List<String> INSTRUCTIONS = List.of("avx2", "avx512f", "avx512_bf16", "amx_bf16", "amx_int8");

    private SystemCheck() {}

    public static List<Finding> run() throws IOException {
        var out = new ArrayList<Finding>();
        out.add(Finding.good("Java", Runtime.version() + " (" + System.getProperty("java.vendor") + ")"));
        out.add(Finding.good("system", System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch")));
        CpuFeatures cpu = CpuFeatures.read();
        out.add(Finding.good("processor", cpu.model() + ", " + Runtime.getRuntime().availableProcessors() + " cores for this process"));
        List<String> present = INSTRUCTIONS.stream().filter(cpu.flags()::contains).toList();
        String instructions = present.isEmpty() ? "none known" : String.join(" ", present);
        out.add(Finding.good("instructions", instructions + (cpu.multipliesBf16() ? ": bf16 products run in hardware" : ": no bf16 products in hardware, so the CPU computes in f32")));
        out.add(memory());
        out.add(disk());
        return out;
    }

    private static Finding memory() throws IOException {
        long available = SystemMemory.available();
        String value = gib(SystemMemory.total()) + ", " + gib(available) + " of it available";
        return available >= 2 * GIB ? Finding.good("memory", value) : Finding.lacking("memory", value, "close other programs; `atelier estimate` says what a run needs");
    }

    private static Finding disk() {
        Path here = Path.of("").toAbsolutePath();
        long free = here.toFile().getUsableSpace();
        String value = gib(free) + " free at " + here;
        return free >= 2 * GIB ? Finding.good("disk", value) : Finding.lacking("disk", value, "make room: checkpoints and exported models need it");
    }

    static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", (double) bytes / GIB);
    }
}
