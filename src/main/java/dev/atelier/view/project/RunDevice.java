package dev.atelier.view.project;

import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.work.WorkRequest.Machine;
import dev.atelier.memory.Computation;
import java.util.Map;

/**
 * Where a run computes, as its settings and the machine make it: the first GPU or the CPU with device=auto, else the one that is named.
 *
 * @param name the GPU's, or "CPU"
 * @param totalBytes of its memory; {@code availableBytes}: what can still be had
 */
public record RunDevice(String name, Computation computation, long totalBytes, long availableBytes) {
    private static final String CPU = "CPU";

    /** Whether the settings name a GPU that is not there. */
    public boolean missing() {
        return totalBytes == 0;
    }

    /** The same, but where the settings name a GPU that is not there, what device=auto would take. */
    public static RunDevice there(TrainingConfig config, Machine machine) {
        var named = of(config, machine);
        return named.missing() ? of(Settings.with(config, Map.of("device", "auto")), machine) : named;
    }

    /** A GPU that the machine does not have has no memory. */
    public static RunDevice of(TrainingConfig config, Machine machine) {
        String device = config.device();
        if (device.equals("cpu") || device.equals("auto") && machine.gpus().isEmpty()) {
            return new RunDevice(CPU, Computation.onCpu(config.precision(), machine.multipliesBf16()), machine.memoryBytes(), machine.availableBytes());
        }
        int number = device.equals("auto") ? 0 : Integer.parseInt(device.substring(device.indexOf(':') + 1));
        var gpu = number < machine.gpus().size() ? machine.gpus().get(number) : new Machine.Gpu(device, 0, 0);
        return new RunDevice(gpu.name(), Computation.onGpu(config.precision()), gpu.memoryBytes(), gpu.availableBytes());
    }
}
