package dev.atelier.cli;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.engine.CpuFeatures;
import dev.atelier.engine.SystemMemory;
import dev.atelier.engine.Torch;
import dev.atelier.engine.doctor.GpuCheck;
import dev.atelier.memory.Computation;
import java.io.IOException;
import java.util.List;

/** What a run would compute in on this machine, and the bytes that its device has free. */
record Here(Computation computation, long availableBytes) {
    /** libtorch, which knows whether it can use a GPU, is started only where the driver lists one. */
    static Here of(TrainingConfig config) throws IOException {
        String device = config.device();
        var gpus = device.equals("cpu") ? List.<GpuCheck.Gpu>of() : GpuCheck.gpus();
        if (device.startsWith("cuda") || !gpus.isEmpty() && Torch.hasGpu()) {
            int number = device.equals("auto") ? 0 : Integer.parseInt(device.substring(device.indexOf(':') + 1));
            return new Here(Computation.onGpu(config.precision()), number < gpus.size() ? gpus.get(number).free() : 0);
        }
        return new Here(Computation.onCpu(config.precision(), CpuFeatures.read().multipliesBf16()), SystemMemory.available());
    }
}
