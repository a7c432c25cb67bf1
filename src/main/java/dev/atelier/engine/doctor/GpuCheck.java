package dev.atelier.engine.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** NVIDIA GPUs as their driver tells of them, before libtorch is asked. */
public final class GpuCheck {
    private static final long MIB = 1L << 20;

    private GpuCheck() {}

    /** A GPU; its memory in bytes, all and free. */
    public record Gpu(String name, String driver, long memory, long free) {}

    /** Those that the driver lists, in its order; none without a driver. */
    public static List<Gpu> gpus() {
        return nvidiaSmi().map(GpuCheck::parse).orElse(List.of());
    }

    public static List<Finding> run() {
        Optional<String> answer = nvidiaSmi();
        if (answer.isEmpty()) {
            return List.of(Finding.good("GPU", "no NVIDIA driver (nvidia-smi is not there): training runs on the CPU"));
        }
        var out = new ArrayList<Finding>();
        for (Gpu gpu : parse(answer.get())) {
            out.add(Finding.good("GPU", gpu.name() + ", " + SystemCheck.gib(gpu.memory()) + ", " + SystemCheck.gib(gpu.free()) + " of it free"));
            out.add(Finding.good("driver", gpu.driver()));
        }
        if (out.isEmpty()) {
            out.add(Finding.lacking("GPU", answer.get().lines().findFirst().orElse("no GPU"), "is the NVIDIA driver loaded? nvidia-smi has to list a GPU"));
        }
        return out;
    }

    private static List<Gpu> parse(String answer) {
        var out = new ArrayList<Gpu>();
        answer.lines().forEach(line -> {
            List<String> fields = Arrays.stream(line.split(",")).map(String::strip).toList();
            if (fields.size() == 4 && fields.get(2).matches("\\d+") && fields.get(3).matches("\\d+")) {
                out.add(new Gpu(fields.get(0), fields.get(1), Long.parseLong(fields.get(2)) * MIB, Long.parseLong(fields.get(3)) * MIB));
            }
        });
        return out;
    }

    /** What nvidia-smi prints, errors included; empty if there is no such program. */
    private static Optional<String> nvidiaSmi() {
        try {
            var process = new ProcessBuilder("nvidia-smi", "--query-gpu=name,driver_version,memory.total,memory.free", "--format=csv,noheader,nounits").redirectErrorStream(true).start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return Optional.of(text);
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
