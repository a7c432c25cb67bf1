package dev.atelier.engine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine's memory in bytes, or the container's. */
public final class SystemMemory {
    private static final Path MEMINFO = Path.of("/proc/meminfo");

    private SystemMemory() {}

    public static long total() {
        return system().getTotalMemorySize();
    }

    /** What processes can still get: what Linux says, elsewhere what is free. */
    public static long available() throws IOException {
        if (Files.isReadable(MEMINFO)) {
            try (var lines = Files.lines(MEMINFO)) {
                var line = lines.filter(l -> l.startsWith("MemAvailable:")).findFirst();
                if (line.isPresent()) {
                    return Math.min(total(), Long.parseLong(line.get().replaceAll("\\D", "")) * 1024);
                }
            }
        }
        return system().getFreeMemorySize();
    }

    private static OperatingSystemMXBean system() {
        return (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    }
}
