package dev.atelier.job;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How a child process of this program is started: the same Java, class path and environment for the engine and the worker. */
final class ChildJava {
    /** The program itself. */
    static final String MAIN_CLASS = "dev.atelier.Main";

    private static final Map<String, String> EVERYWHERE = Map.of("OMP_WAIT_POLICY", "PASSIVE", "OMP_DYNAMIC", "FALSE", "MKL_DYNAMIC", "FALSE", "MALLOC_MMAP_MAX_", "0", "MALLOC_TOP_PAD_", "268435456",
            "MALLOC_TRIM_THRESHOLD_", "34359738368", "GLIBC_TUNABLES", "glibc.malloc.tcache_count=0", "OPT_OUT_TRACKING", "true");

    /**
     * Environment, read once when a process starts: glibc keeps big buffers instead of giving them back after every step (ten times the speed) and joins what is
     * free at once, without caches for small pieces that would keep holes apart (up to a third of all memory), OpenMP's
     * threads sleep at barriers instead of spinning there (eight times the speed beside another busy process), and their number never depends on what else
     * the machine does, or sums might be added up in another order; on Intel's processors MKL promises the same bits in every run (elsewhere that would cost speed).
     */
    static final Map<String, String> ENVIRONMENT = environment();

    private static final List<String> OPTIONS = List.of("-XX:+UseSerialGC", "-Xms32m", "-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=30", "-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow", "-Dai.djl.offline=true", "-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8");

    private ChildJava() {}

    private static Map<String, String> environment() {
        var all = new HashMap<>(EVERYWHERE);
        if (intel()) {
            all.put("MKL_CBWR", "AUTO,STRICT");
        }
        return Map.copyOf(all);
    }

    /** As far as the system tells (Linux). */
    private static boolean intel() {
        try {
            Path cpu = Path.of("/proc/cpuinfo");
            return Files.isReadable(cpu) && Files.readString(cpu).contains("GenuineIntel");
        } catch (IOException e) {
            return false;
        }
    }

    /** The options to start quickly, if the program was started from its jar and a cache of loaded classes lies beside it; Java passes over one that does not fit. */
    static List<String> quickStart(String classPath) {
        String jar = classPath.substring(0, (classPath + File.pathSeparator).indexOf(File.pathSeparator));
        Path cache = Path.of(jar.replaceFirst("\\.jar$", ".aot"));
        return jar.endsWith(".jar") && Files.isRegularFile(cache) ? List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off,cds*=off") : List.of();
    }

    /** @param options of Java, besides the common ones */
    static ProcessBuilder of(List<String> options, String mainClass, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", windows() ? "java.exe" : "java").toString());
        command.addAll(OPTIONS);
        command.addAll(quickStart(System.getProperty("java.class.path")));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command);
        ENVIRONMENT.forEach(builder.environment()::putIfAbsent);
        return builder;
    }

    static boolean windows() {
        return System.getProperty("os.name").startsWith("Windows");
    }
}
