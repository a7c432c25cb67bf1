package dev.atelier.engine.doctor;

import com.sun.management.OperatingSystemMXBean;
import dev.atelier.engine.CpuFeatures;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

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
        long total = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
        long available = available();
        String value = gib(total) + ", " + gib(available) + " of it available";
        return available >= 2 * GIB ? Finding.good("memory", value) : Finding.lacking("memory", value, "close other programs; `atelier estimate` says what a run needs");
    }

    /** Bytes that processes can still get: what Linux says, elsewhere what is free. */
    private static long available() throws IOException {
        var meminfo = Path.of("/proc/meminfo");
        if (Files.isReadable(meminfo)) {
            try (Stream<String> lines = Files.lines(meminfo)) {
                var line = lines.filter(l -> l.startsWith("MemAvailable:")).findFirst();
                if (line.isPresent()) {
                    return Long.parseLong(line.get().replaceAll("\\D", "")) * 1024;
                }
            }
        }
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getFreeMemorySize();
    }

    private static Finding disk() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        long free = Files.getFileStore(here).getUsableSpace();
        String value = gib(free) + " free at " + here;
        return free >= 2 * GIB ? Finding.good("disk", value) : Finding.lacking("disk", value, "make room: checkpoints and exported models need it");
    }

    static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", (double) bytes / GIB);
    }
}
